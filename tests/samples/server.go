// Package sample is a small server for trying the language server on.
package sample

import "net/http"

const width = 200

func handler(w http.ResponseWriter, r *http.Request) {
	items := make([]string, 0, 100)
	token := r.Header.Get("Authorization")
	if token == "" {
		http.Error(w, "token missing", http.StatusUnauthorized)
		return
	}
	switch resp, err := http.Get("https://example.com/items"); {
	case err != nil:
		w.WriteHeader(502)
	case resp.StatusCode >= 500:
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(200)
	}
	_, _ = items, width
}
