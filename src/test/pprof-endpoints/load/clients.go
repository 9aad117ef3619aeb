package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

type shop struct {
	url   string
	order uint64
}

func (s *shop) price() error {
	s.order++
	_, err := call("GET", fmt.Sprintf("%s/price/%d", s.url, s.order), "", nil, http.StatusOK)
	return err
}

// registry is a client of an OCI registry, who pushes an image of one layer and
// pulls it again. There are 16 images, so that a registry in memory stays small.
type registry struct {
	url   string
	count int
}

func (r *registry) image() error {
	r.count++
	tag := r.count % 16
	config, layer := []byte("{}"), bytes.Repeat(fmt.Appendf(nil, "layer %02d ", tag), 16<<10)
	for _, blob := range [][]byte{config, layer} {
		if err := r.push(blob); err != nil {
			return err
		}
	}
	manifest := fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":%s,"layers":[%s]}`, image,
		descriptor("application/vnd.oci.image.config.v1+json", config),
		descriptor("application/vnd.oci.image.layer.v1.tar", layer))
	address := fmt.Sprintf("%s/v2/shop/manifests/v%d", r.url, tag)
	if _, err := call("PUT", address, image, []byte(manifest), http.StatusCreated); err != nil {
		return err
	}
	for range 4 {
		if err := pull(address, []byte(manifest)); err != nil {
			return err
		}
		if err := pull(r.url+"/v2/shop/blobs/"+digest(layer), layer); err != nil {
			return err
		}
	}
	return nil
}

// push uploads a blob in two requests: where to, and the whole of it.
func (r *registry) push(blob []byte) error {
	answer, err := call("POST", r.url+"/v2/shop/blobs/uploads/", "", nil, http.StatusAccepted)
	if err != nil {
		return err
	}
	place, err := answer.Request.URL.Parse(answer.Header.Get("Location"))
	if err != nil {
		return err
	}
	query := place.Query()
	query.Set("digest", digest(blob))
	place.RawQuery = query.Encode()
	_, err = call("PUT", place.String(), "application/octet-stream", blob, http.StatusCreated)
	return err
}

func pull(address string, expected []byte) error {
	answer, err := call("GET", address, "", nil, http.StatusOK)
	if err != nil {
		return err
	}
	if body, _ := io.ReadAll(answer.Body); !bytes.Equal(body, expected) {
		return fmt.Errorf("%s: %d bytes came back, expected the %d that were pushed", address, len(body), len(expected))
	}
	return nil
}

const image = "application/vnd.oci.image.manifest.v1+json"

func descriptor(mediaType string, blob []byte) string {
	return fmt.Sprintf(`{"mediaType":%q,"digest":%q,"size":%d}`, mediaType, digest(blob), len(blob))
}

func digest(blob []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(blob))
}

// call answers with the whole body in memory.
func call(method, address, mediaType string, body []byte, expected int) (*http.Response, error) {
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if mediaType != "" {
		request.Header.Set("Content-Type", mediaType)
	}
	if method == http.MethodGet {
		request.Header.Set("Accept", "*/*")
		request.Header.Add("Accept", image)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != expected {
		return nil, fmt.Errorf("%s %s: %s, expected %d: %s", method, address, answer.Status, expected, content)
	}
	answer.Body = io.NopCloser(bytes.NewReader(content))
	return answer, nil
}

// gone tells a service that has been ended from one that answers what it shouldn't.
func gone(err error) bool {
	var network net.Error
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, io.EOF) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}
