import uvicorn
from fastapi import FastAPI
<<imports>>

app = FastAPI()


# <<case>>
@app.get("<<path>>")
def handler():
    <<line>>


# <<end>>
uvicorn.run(app, host="127.0.0.1", port=<<port>>)
