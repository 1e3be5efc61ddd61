package main

import "encoding/json"
import "os"
<<imports>>

var waits []float64

func record(wait time.Duration) {
	// `time.Sleep` returns at once for a wait below zero.
	waits = append(waits, max(wait.Seconds(), 0))
}

func max(a, b float64) float64 {
	if a > b {
		return a
	}
	return b
}

<<code>>

func main() {
	for _, url := range os.Args[1:] {
		waits = []float64{}
		is_404 := false
		<<call>>
		if err != nil {
			panic(err)
		}
		<<check>>
		resp.Body.Close()
		json.NewEncoder(os.Stdout).Encode(map[string]any{
			"status": resp.StatusCode, "waits": waits, "is_404": is_404,
		})
	}
}
