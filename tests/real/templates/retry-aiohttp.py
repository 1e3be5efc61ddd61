import json
import sys

import aiohttp
<<imports>>

waits = []


async def record(seconds):
    waits.append(seconds)


<<code>>


async def main():
    async with aiohttp.ClientSession() as session:
        for url in sys.argv[1:]:
            waits.clear()
            is_404 = False
            <<call>>
            <<check>>
            print(json.dumps({"status": response.status, "waits": waits, "is_404": is_404}))


asyncio.run(main())
