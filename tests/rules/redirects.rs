//! `redirect-keeps-method` in the ways in which frameworks name the method of a handler.

use super::noise::{finds, is_silent};

#[test]
fn the_method_of_a_handler_is_found_where_the_framework_names_it() {
    finds(
        "redirect-keeps-method",
        &[
            (
                "go",
                "a.go",
                "mux.HandleFunc(\"DELETE /x/{id}\", func(w http.ResponseWriter, r *http.Request) {\n\thttp.Redirect(w, r, \"/x\", http.StatusFound)\n})",
            ),
            (
                "go",
                "a.go",
                "func f(w http.ResponseWriter, r *http.Request) {\n\tswitch r.Method {\n\tcase http.MethodDelete:\n\t\thttp.Redirect(w, r, \"/x\", 302)\n\t}\n}",
            ),
            (
                "go",
                "a.go",
                "func f(w http.ResponseWriter, r *http.Request) {\n\tif r.Method == \"PUT\" {\n\t\thttp.Redirect(w, r, \"/x\", 302)\n\t}\n}",
            ),
            (
                "java",
                "A.java",
                "class A {\n    @DELETE\n    @Path(\"/{id}\")\n    public Response remove(@PathParam(\"id\") long id) {\n        return Response.status(302).location(uri).build();\n    }\n}",
            ),
            (
                "java",
                "A.java",
                "class A {\n    @RequestMapping(value = \"/x\", method = RequestMethod.PATCH)\n    public ResponseEntity<Void> change() {\n        return ResponseEntity.status(HttpStatus.FOUND).location(uri).build();\n    }\n}",
            ),
            (
                "csharp",
                "a.cs",
                "app.MapDelete(\"/x\", (HttpContext context) =>\n{\n    context.Response.StatusCode = 302;\n    context.Response.Headers.Location = \"/x\";\n});",
            ),
            (
                "csharp",
                "a.cs",
                "class A : ControllerBase\n{\n    [HttpDelete(\"{id}\")]\n    public IActionResult Remove(int id)\n    {\n        Response.Headers.Location = \"/x\";\n        return StatusCode(StatusCodes.Status302Found);\n    }\n}",
            ),
            (
                "python",
                "a.py",
                "class View(APIView):\n    def put(self, request):\n        return HttpResponse(status=302, headers={\"Location\": \"/\"})",
            ),
            (
                "python",
                "a.py",
                "@app.delete(\"/x/{id}\")\nasync def remove(\n    id: int,\n) -> Response:\n    return RedirectResponse(\"/x\", status_code=302)",
            ),
            (
                "php",
                "a.php",
                "$app->put('/x', function ($request, $response) {\n    return $response->withHeader('Location', '/x')->withStatus(302);\n});",
            ),
            (
                "php",
                "a.php",
                "class A\n{\n    #[Route('/x', methods: ['DELETE'])]\n    public function remove(int $id): Response\n    {\n        return new RedirectResponse('/x', 302);\n    }\n}",
            ),
            (
                "kotlin",
                "a.kt",
                "routing {\n    delete(\"/x\") {\n        call.response.header(\"Location\", \"/x\")\n        call.respond(HttpStatusCode.Found)\n    }\n}",
            ),
            (
                "typescript",
                "a.ts",
                "@Controller('x')\nclass A {\n  @Delete(':id')\n  @Redirect('/x', 302)\n  remove() {}\n}",
            ),
            (
                "typescript",
                "a.ts",
                "export async function DELETE(request: Request) {\n  return NextResponse.redirect(new URL('/x', request.url), 302);\n}",
            ),
            ("typescript", "a.ts", "app.route('/x').delete((req, res) => res.redirect(301, '/x'))"),
            (
                "typescript",
                "a.ts",
                "server.route({\n  method: 'PUT',\n  path: '/x',\n  handler: (request, h) => {\n    return h.redirect('/x').code(302)\n  },\n})",
            ),
            (
                "elixir",
                "a.ex",
                "defmodule C do\n  def delete(conn, _params) do\n    conn |> put_status(302) |> redirect(to: \"/x\")\n  end\nend",
            ),
            (
                "rust",
                "a.rs",
                "#[delete(\"/x/{id}\")]\nasync fn remove(id: Path<u64>) -> HttpResponse {\n    HttpResponse::Found().insert_header((\"Location\", \"/x\")).finish()\n}",
            ),
        ],
    );
}

#[test]
fn another_method_is_no_fault_and_neither_is_a_call_of_that_name() {
    is_silent(&[
        (
            "go",
            "a.go",
            "func f(w http.ResponseWriter, r *http.Request) {\n\tif r.Method == http.MethodPut {\n\t\tsave()\n\t} else {\n\t\thttp.Redirect(w, r, \"/x\", 302)\n\t}\n}",
        ),
        (
            "go",
            "a.go",
            "mux.HandleFunc(\"GET /x\", func(w http.ResponseWriter, r *http.Request) {\n\tm.Delete(\"x\")\n\thttp.Redirect(w, r, \"/x\", 302)\n})",
        ),
        (
            "go",
            "a.go",
            "func f(w http.ResponseWriter, r *http.Request) {\n\tif r.Method == \"DELETE\" {\n\t\tremove()\n\t}\n\thttp.Redirect(w, r, \"/x\", 302)\n}",
        ),
        (
            "python",
            "a.py",
            "@app.route(\"/x\", methods=[\"POST\", \"PUT\"])\ndef f():\n    return redirect(\"/x\", code=302)",
        ),
        (
            "python",
            "a.py",
            "def f(request):\n    if request.method != \"PUT\":\n        return redirect(\"/x\", code=302)",
        ),
        (
            "python",
            "a.py",
            "class View(APIView):\n    def get(self, request):\n        self.delete(1)\n        return redirect(\"/x\", code=302)",
        ),
        (
            "java",
            "A.java",
            "class A {\n    @PutMapping(\"/x\")\n    public void put() {\n    }\n\n    @GetMapping(\"/x\")\n    public ResponseEntity<Void> get() {\n        return ResponseEntity.status(302).location(uri).build();\n    }\n}",
        ),
        (
            "typescript",
            "a.ts",
            "app.post('/x', async (req, res) => {\n  await fetch('/y', { method: 'DELETE' })\n  res.redirect(302, '/x')\n})",
        ),
        (
            "typescript",
            "a.ts",
            "@Controller('x')\nclass A {\n  @Delete(':id')\n  remove() {}\n\n  @Get(':id')\n  @Redirect('/x', 302)\n  show() {}\n}",
        ),
        ("typescript", "a.ts", "nock('https://example.com').delete('/x').reply(302, '', { Location: '/y' })"),
        (
            "kotlin",
            "a.kt",
            "cache.delete(\"x\")\nrouting {\n    get(\"/x\") {\n        call.respond(HttpStatusCode.Found)\n    }\n}",
        ),
    ]);
}
