go.mod
module example.com/shop // the shop

go 1.21

require github.com/labstack/echo/v4 v4.11.1

require (
	github.com/gofiber/fiber/v2 v2.50.0
	github.com/valyala/fasthttp v1.50.0 // indirect
	k8s.io/apimachinery v0.0.0-20230101000000-abcdefabcdef
)

replace (
	github.com/gofiber/fiber/v2 => github.com/gofiber/fiber/v2 v2.51.0
	k8s.io/apimachinery => ../apimachinery
)
