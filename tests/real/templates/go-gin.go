package main

<<imports>>

func main() {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	// <<case>>
	engine.GET("<<path>>", func(c *gin.Context) {
		<<line>>
	})
	// <<end>>
	engine.Run("127.0.0.1:<<port>>")
}
