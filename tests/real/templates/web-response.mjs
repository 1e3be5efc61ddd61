import { serve } from "@hono/node-server"
<<imports>>

const handlers = {}
// <<case>>
handlers["<<path>>"] = (request) => {
    <<line>>
}
// <<end>>
const fetch = (request) => handlers[new URL(request.url).pathname](request)
serve({ fetch, hostname: "127.0.0.1", port: <<port>>, overrideGlobalObjects: false })
