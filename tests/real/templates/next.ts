<<imports>>

const handlers: Record<string, (request: Request) => Response> = {}
// <<case>>
handlers["<<path>>"] = (request) => {
    <<line>>
}
// <<end>>

export async function GET(request: Request) {
    return handlers[new URL(request.url).pathname](request)
}
