from flask import Flask
<<imports>>

app = Flask(__name__)


# <<case>>
@app.get("<<path>>", endpoint="<<id>>")
def handler():
    <<line>>


# <<end>>
app.run("127.0.0.1", <<port>>)
