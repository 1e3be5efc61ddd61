import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
<<imports>>

routes = []


# <<case>>
async def handler(request):
    <<line>>


routes.append(Route("<<path>>", handler))


# <<end>>
uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=<<port>>)
