<<imports>>

let waits = []

function record(resolve, milliseconds) {
    waits.push(milliseconds / 1000)
    resolve()
}

<<code>>

for (const url of process.argv.slice(2)) {
    waits = []
    let is404 = false
    <<call>>
    <<check>>
    await response.body?.cancel()
    console.log(JSON.stringify({ status: response.status, waits, is_404: is404 }))
}
