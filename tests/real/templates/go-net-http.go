package main

<<imports>>

func main() {
	mux := http.NewServeMux()
	// <<case>>
	mux.HandleFunc("<<path>>", func(w http.ResponseWriter, r *http.Request) {
		<<line>>
	})
	// <<end>>
	http.ListenAndServe("127.0.0.1:<<port>>", mux)
}
