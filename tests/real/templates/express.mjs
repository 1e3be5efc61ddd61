import express from "express"
<<imports>>

const app = express()
// <<case>>
app.get("<<path>>", (req, res) => {
    <<line>>
})
// <<end>>
app.listen(<<port>>, "127.0.0.1")
