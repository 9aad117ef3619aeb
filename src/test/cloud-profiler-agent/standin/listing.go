package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
)

// handler is what is served over HTTP: the listing, and an empty metadata
// server, for the agents to ask instead of the machine's own.
func handler(s *store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/projects/{project}/profiles", func(w http.ResponseWriter, r *http.Request) {
		list(s, w, r)
	})
	mux.HandleFunc("GET /computeMetadata/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Metadata-Flavor", "Google")
		http.NotFound(w, r)
	})
	return mux
}

const maxPage = 1000

// list is ExportService.ListProfiles in its HTTP form. Where the real one
// isn't documented, it is strict: a token is good for its own page size only,
// and a parameter that it doesn't know is an error.
func list(s *store, w http.ResponseWriter, r *http.Request) {
	if r.PathValue("project") != s.project {
		fail(w, 403, "PERMISSION_DENIED", "no access to project "+r.PathValue("project"))
		return
	}
	size, last, err := page(r.URL.Query())
	if err != nil {
		fail(w, 400, "INVALID_ARGUMENT", err.Error())
		return
	}
	entries, more := s.after(last, size)
	answer := struct {
		Profiles      []json.RawMessage `json:"profiles,omitempty"`
		NextPageToken string            `json:"nextPageToken,omitempty"`
	}{}
	for _, e := range entries {
		body, err := e.json()
		if err != nil {
			fail(w, 500, "INTERNAL", err.Error())
			return
		}
		answer.Profiles = append(answer.Profiles, body)
		last = e.profile.Name
	}
	if more {
		answer.NextPageToken = token(size, last)
	}
	send(w, 200, answer)
}

// json is the profile in proto3 JSON. Behind it, by its number the last, comes
// the field that the generated Profile lacks.
func (e entry) json() (json.RawMessage, error) {
	body, err := protojson.Marshal(e.profile)
	if err != nil {
		return nil, err
	}
	start := `,"startTime":"` + e.start.Format(time.RFC3339Nano) + `"}`
	return append(body[:len(body)-1], start...), nil
}

// page reads the query: how many profiles are wanted, behind which name.
func page(query url.Values) (size int, last string, err error) {
	size = maxPage
	for name := range query {
		value := query.Get(name)
		switch name {
		case "pageSize":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return 0, "", fmt.Errorf("invalid pageSize %q", value)
			}
			if n > 0 && n < maxPage {
				size = n
			}
		case "alt":
			if value != "json" {
				return 0, "", fmt.Errorf("alt=%s: only json", value)
			}
		// A mask only leaves fields out; a client must bear more than it asked for.
		case "pageToken", "prettyPrint", "fields":
		default:
			return 0, "", fmt.Errorf("unknown parameter %q", name)
		}
	}
	if given := query.Get("pageToken"); given != "" {
		text, _ := base64.RawURLEncoding.DecodeString(given)
		_, last, _ = strings.Cut(string(text), " ")
		if given != token(size, last) {
			return 0, "", fmt.Errorf("invalid pageToken %q", given)
		}
	}
	return size, last, nil
}

func token(size int, last string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf("%d %s", size, last)))
}

func fail(w http.ResponseWriter, code int, status, message string) {
	send(w, code, map[string]any{
		"error": map[string]any{"code": code, "message": message, "status": status},
	})
}

func send(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	encoder.Encode(body)
}
