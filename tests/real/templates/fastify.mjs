import Fastify from "fastify"
<<imports>>

const fastify = Fastify()
// <<case>>
fastify.get("<<path>>", async (request, reply) => {
    <<line>>
})
// <<end>>
await fastify.listen({ host: "127.0.0.1", port: <<port>> })
