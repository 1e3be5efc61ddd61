import Koa from "koa"
<<imports>>

const handlers = {}
// <<case>>
handlers["<<path>>"] = async (ctx) => {
    <<line>>
}
// <<end>>
const app = new Koa()
app.silent = true
app.use((ctx) => handlers[ctx.path](ctx))
app.listen(<<port>>, "127.0.0.1")
