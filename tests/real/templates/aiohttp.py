<<imports>>

app = web.Application()


# <<case>>
async def handler(request):
    <<line>>


app.router.add_get("<<path>>", handler)


# <<end>>
web.run_app(app, host="127.0.0.1", port=<<port>>)
