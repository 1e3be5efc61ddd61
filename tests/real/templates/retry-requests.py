import json
import sys
<<imports>>

waits = []


<<code>>


for url in sys.argv[1:]:
    waits.clear()
    is_404 = False
    <<call>>
    <<check>>
    print(json.dumps({"status": response.status_code, "waits": waits, "is_404": is_404}))
