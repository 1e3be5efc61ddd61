import { Hono } from "hono"
import { serve } from "@hono/node-server"
<<imports>>

const app = new Hono()
// <<case>>
app.get("<<path>>", (c) => {
    <<line>>
})
// <<end>>
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: <<port>> })
