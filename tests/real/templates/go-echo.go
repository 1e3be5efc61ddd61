package main

<<imports>>

func main() {
	server := echo.New()
	// <<case>>
	server.GET("<<path>>", func(c echo.Context) error {
		<<line>>
	})
	// <<end>>
	server.Start("127.0.0.1:<<port>>")
}
