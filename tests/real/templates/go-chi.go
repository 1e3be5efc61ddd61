package main

import "github.com/go-chi/chi/v5"
<<imports>>

func main() {
	router := chi.NewRouter()
	// <<case>>
	router.Get("<<path>>", func(w http.ResponseWriter, r *http.Request) {
		<<line>>
	})
	// <<end>>
	http.ListenAndServe("127.0.0.1:<<port>>", router)
}
