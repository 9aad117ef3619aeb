// Package token makes and checks the signed tokens that clients send.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// ErrInvalid says that a token is malformed, forged or too old.
var ErrInvalid = errors.New("invalid token")

var encoding = base64.RawURLEncoding

// Signer signs and checks tokens with one key.
type Signer struct{ key []byte }

// NewSigner returns a signer with the given key.
func NewSigner(key string) *Signer { return &Signer{[]byte(key)} }

// Sign returns a token of the form BASE64(subject|scope|expiry).BASE64(mac).
func (s *Signer) Sign(subject, scope string, expiry int64) string {
	claims := subject + "|" + scope + "|" + strconv.FormatInt(expiry, 10)
	payload := encoding.EncodeToString([]byte(claims))
	return payload + "." + encoding.EncodeToString(s.mac(payload))
}

// Check returns the subject of a valid token for the scope.
func (s *Signer) Check(token, scope string, now int64) (subject string, err error) {
	payload, signature, ok := strings.Cut(token, ".")
	if !ok {
		return "", ErrInvalid
	}
	given, err := encoding.DecodeString(signature)
	if err != nil || !hmac.Equal(given, s.mac(payload)) {
		return "", ErrInvalid
	}
	claims, err := encoding.DecodeString(payload)
	if err != nil {
		return "", ErrInvalid
	}
	fields := strings.Split(string(claims), "|")
	if len(fields) != 3 {
		return "", ErrInvalid
	}
	expiry, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || expiry < now || !covers(fields[1], scope) {
		return "", ErrInvalid
	}
	return fields[0], nil
}

func (s *Signer) mac(payload string) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(payload))
	return h.Sum(nil)
}

// covers tells whether a list such as "shop,admin" has the scope.
func covers(scopes, scope string) bool {
	for scopes != "" {
		var s string
		s, scopes, _ = strings.Cut(scopes, ",")
		if s == scope {
			return true
		}
	}
	return false
}
