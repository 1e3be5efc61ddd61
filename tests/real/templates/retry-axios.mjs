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
    let status
    try {
        <<call>>
        status = response.status
    } catch (error) {
        <<check>>
        status = error.response.status
    }
    console.log(JSON.stringify({ status, waits, is_404: is404 }))
}
