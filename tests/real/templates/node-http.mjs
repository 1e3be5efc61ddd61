import http from "node:http"
<<imports>>

const handlers = {}
// <<case>>
handlers["<<path>>"] = (req, res) => {
    <<line>>
}
// <<end>>
http.createServer((req, res) => handlers[req.url](req, res)).listen(<<port>>, "127.0.0.1")
