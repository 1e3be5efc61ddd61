-- The language server in Neovim: attaching, pages, cards, completion, settings.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks, write = checks.check, checks.equal, checks.contains, checks.lacks, checks.write
local init = checks.init

write('project/.git/HEAD', '')
local javascript = write('project/app.js', [[
const width = 200;
res.status(401);
"😀"; res.status(404);
res.sendStatus]])
local go = write('project/main.go', [[
package main

import "net/http"

func handle(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "no", http.StatusUnauthorized)
	w.WriteHeader()
}]])

local editor = Editor.start(init)
local server

-- Attaching

check('the server attaches to JavaScript and to Go, one process for both', function()
  editor:open(go)
  editor:open(javascript)
  server = assert(editor:servers()[1], 'no server runs')
  equal({ server }, editor:servers())
end)

check('it attaches to other kinds of files, in a project or outside of any', function()
  editor:open(write('project/notes.txt', 'HTTP/1.1 503 Service Unavailable'))
  editor:open(write('elsewhere/values.yaml', 'status: 200'))
  equal({ server }, editor:servers())
end)

-- Pages

-- This comes before any other hover, since the pages are written at the first one.
check('hovers in quick succession leave the pages whole', function()
  editor:open(javascript)
  editor:put_cursor_on('401')
  editor:lua([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'http_status' })[1]
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    answers = 0
    for _ = 1, 10 do
      client:request('textDocument/hover', params, function(_, hover) answers = answers + (hover and 1 or 0) end, 0)
    end
  ]])
  editor:wait('ten answers', function()
    return editor:lua('return answers') == 10
  end)
  assert(editor:request('textDocument/definition'), 'the page is nowhere')
end)

local function expect_page()
  editor:wait('the page', function()
    return vim.endswith(editor:file(), '401.md')
  end)
  equal('# 401 Unauthorized', vim.split(editor:text(), '\n')[1])
  contains(editor:text(), '\n## How to fix\n')
  assert(vim.startswith(editor:file(), vim.fs.normalize(vim.env.XDG_CACHE_HOME)), editor:file())
  -- The page lies outside of the project and is served all the same.
  editor:open(editor:file())
  equal({ server }, editor:servers())
end

check('vim.lsp.buf.definition() on 401 in JavaScript opens its page', function()
  editor:open(javascript)
  editor:put_cursor_on('401')
  editor:lua('vim.lsp.buf.definition()')
  expect_page()
end)

check('CTRL-] on http.StatusUnauthorized in Go is left to others, and so to the tags', function()
  editor:open(go)
  editor:put_cursor_on('StatusUnauthorized')
  equal(nil, editor:request('textDocument/definition'))
  editor:type('<C-]>')
  editor:wait("Neovim's word that no tag is known", function()
    return editor:messages():find('E433: No tags file', 1, true)
  end)
  equal(go, editor:file())
end)

check('with definition.names, CTRL-] on it opens the page, and CTRL-T leads back', function()
  editor:configure({ definition = { names = true } })
  editor:put_cursor_on('StatusUnauthorized')
  editor:wait('the setting', function()
    return editor:request('textDocument/definition')
  end)
  editor:type('<C-]>')
  expect_page()
  editor:type('<C-t>')
  editor:wait('the way back', function()
    return editor:file() == go
  end)
  editor:configure({ definition = { names = false } })
end)

-- Hover

check('a hover on 401 in JavaScript answers the card and the range of the number', function()
  editor:open(javascript)
  editor:put_cursor_on('401')
  local hover = editor:request('textDocument/hover')
  equal('markdown', hover.contents.kind)
  contains(hover.contents.value, '401 Unauthorized')
  equal({ start = { line = 1, character = 11 }, ['end'] = { line = 1, character = 14 } }, hover.range)
end)

check('K on 401 shows the card in a floating window', function()
  editor:put_cursor_on('401')
  local shown = editor:hover()
  contains(vim.split(shown, '\n')[1], '401 Unauthorized')
  for _, part in ipairs({ 'RFC 9110', 'cannot identify the', 'Retry: ', '**Causes**: ', '\n1. ', '403 Forbidden: ' }) do
    contains(shown, part)
  end
  -- The float has no links, so it has no labels of links either.
  lacks(shown, 'Full card')
  lacks(shown, 'MDN')
end)

check('hover.detail = "full" holds at once, and the card has all causes, fixes and headers', function()
  editor:configure({ hover = { detail = 'full' } })
  editor:put_cursor_on('401')
  local shown = editor:hover()
  for _, part in ipairs({ '### Common causes', '### How to fix', '\n5. ', '### Which one', '### Headers', '### Background' }) do
    contains(shown, part)
  end
  editor:configure({ hover = { detail = 'brief' } })
  editor:put_cursor_on('401')
  lacks(editor:hover(), '### Common causes')
end)

check('K on http.StatusUnauthorized in Go shows the same status', function()
  editor:open(go)
  editor:put_cursor_on('StatusUnauthorized')
  contains(editor:request('textDocument/hover').contents.value, '401 Unauthorized')
  contains(editor:hover(), '401 Unauthorized')
end)

check("K on a width of 200 shows no card and does what 'keywordprg' says", function()
  editor:open(javascript)
  editor:put_cursor_on('200')
  equal(nil, editor:request('textDocument/hover'))
  editor:lua("vim.bo.keywordprg = ':echomsg'")
  editor:type('K')
  editor:wait('the word', function()
    return vim.trim(editor:messages()):find('200$')
  end)
  equal(nil, editor:float())
end)

check('an emoji before the code does not shift what K highlights', function()
  editor:put_cursor_on('404')
  local shown, highlighted = editor:hover()
  contains(shown, '404 Not Found')
  equal('404', highlighted)
end)

-- Neovim prefers UTF-8; the others are what it falls back to with other servers.
for _, case in ipairs({ { 'utf-8', 19 }, { 'utf-16', 17 }, { 'utf-32', 16 } }) do
  local encoding, column = unpack(case)
  check('an emoji before the code does not shift the range in ' .. encoding, function()
    editor:put_cursor_on('404')
    editor:lua([[
      other = vim.lsp.start({
        name = 'other',
        cmd = { 'http-status-lsp' },
        capabilities = { general = { positionEncodings = { ... } } },
      })
    ]], encoding)
    editor:wait('the other client', function()
      return editor:lua('return vim.lsp.get_client_by_id(other).initialized')
    end)
    equal(encoding, editor:lua('return vim.lsp.get_client_by_id(other).offset_encoding'))
    local hover = editor:request('textDocument/hover', 'other')
    editor:lua('vim.lsp.get_client_by_id(other):stop()')
    editor:wait('the other client to end', function()
      return not editor:lua('return vim.lsp.get_client_by_id(other) ~= nil')
    end)
    equal({ start = { line = 2, character = column }, ['end'] = { line = 2, character = column + 3 } }, hover.range)
  end)
end

-- Completion

--- Waits for the text, since more than the key may have to be answered first.
local function expect_text(wanted, found)
  pcall(editor.wait, editor, wanted, function()
    return found(editor) == wanted
  end)
  equal(wanted, found(editor))
end

check('the menu opens while http. is typed in Go, narrows, and a pick is inserted', function()
  editor:insert_behind('WriteHeader(', go)
  editor:type('http.')
  editor:wait('the menu', function()
    return editor:menu()
  end)
  editor:type('StatusUna')
  editor:wait('the menu to narrow', function()
    return vim.deep_equal({ 'StatusUnauthorized', 'StatusUnavailableForLegalReasons' }, editor:menu())
  end)
  editor:pick('StatusUnauthorized')
  expect_text('\tw.WriteHeader(http.StatusUnauthorized)', editor.line)
end)

check('CTRL-X CTRL-O completes http.Status in Go', function()
  editor:insert_behind('WriteHeader(', go)
  editor:type('http.Status<C-x><C-o>')
  editor:pick('StatusNotFound')
  expect_text('\tw.WriteHeader(http.StatusNotFound)', editor.line)
end)

check('CTRL-X CTRL-O completes what was typed and nothing else', function()
  -- Without the menu that opens while this is typed.
  editor:insert_behind('http.StatusNot', write('project/typed.go', 'import "net/http"\n\n\tw.WriteHeader(http.StatusNot)'))
  editor:type('<C-x><C-o>')
  local labels = editor:wait('the menu', function()
    return editor:menu()
  end)
  table.sort(labels)
  equal({ 'StatusNotAcceptable', 'StatusNotExtended', 'StatusNotFound', 'StatusNotImplemented', 'StatusNotModified' }, labels)
end)

check('the menu opens on a parenthesis in JavaScript, and a number is inserted', function()
  editor:insert_behind('sendStatus', javascript)
  editor:type('(')
  editor:wait('the menu', function()
    return editor:menu()
  end)
  editor:type('40')
  editor:pick('403')
  expect_text('res.sendStatus(403', editor.line)
end)

check('nothing is completed where no status belongs', function()
  editor:open(javascript)
  editor:put_cursor_on('00;')
  equal(nil, editor:request('textDocument/completion'))
end)

check('an item is given its card when Neovim asks for it', function()
  editor:open(javascript)
  editor:put_cursor_on(');')
  local items = editor:request('textDocument/completion')
  local documentation = editor:lua([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'http_status' })[1]
    return client:request_sync('completionItem/resolve', ..., 5000, 0).result.documentation
  ]], (items.items or items)[1])
  equal('markdown', documentation.kind)
  contains(documentation.value, '**Causes**: ')
  contains(documentation.value, '\n1. ')
end)

-- Neovim 0.11 inserts an item's text only up to its first white space, unless the item is a snippet.
check('a phrase of several words is inserted whole', function()
  editor:insert_behind('404 ', write('project/answer.http', 'HTTP/1.1 404 '))
  editor:type('<C-x><C-o>')
  editor:pick('Not Found')
  expect_text('HTTP/1.1 404 Not Found', editor.text)
end)

-- And it indents the later lines of a snippet like the first one.
check('an entry of OpenAPI responses is inserted whole', function()
  local before = 'openapi: 3.0.0\npaths:\n  /orders:\n    get:\n      responses:\n'
  editor:insert_behind('        4', write('project/openapi.yaml', before .. '        4'))
  editor:type('<C-x><C-o>')
  editor:pick('404')
  expect_text(before .. "        '404':\n          description: Not Found", editor.text)
end)

-- Neovim shows only the items whose filter text starts with what is typed.
check('a part of the qualifier finds the constants', function()
  editor:insert_behind('WriteHeader(', go)
  editor:type('ht<C-x><C-o>')
  editor:pick('http.StatusNotFound')
  expect_text('\tw.WriteHeader(http.StatusNotFound)', editor.line)
end)

-- What is inserted starts with the qualifier and not with what is typed, so Neovim has to ask again at each letter.
check('a name without its qualifier finds the constants, also while it is typed on', function()
  editor:insert_behind('WriteHeader(', go)
  editor:type('Stat<C-x><C-o>')
  editor:wait('the menu', function()
    return editor:menu()
  end)
  editor:type('usUn')
  editor:wait('the menu to narrow', function()
    local labels = editor:menu()
    return labels and #labels < 10
  end)
  editor:pick('http.StatusUnauthorized')
  expect_text('\tw.WriteHeader(http.StatusUnauthorized)', editor.line)
end)

-- Settings

check('hover.enable = false holds without a restart, and for hovers alone', function()
  editor:open(javascript)
  editor:put_cursor_on('401')
  assert(editor:request('textDocument/hover'), 'hovers were off before')
  editor:configure({ hover = { enable = false } })
  editor:wait('hovers to be off', function()
    return not editor:request('textDocument/hover')
  end)
  editor:put_cursor_on(');')
  assert(editor:request('textDocument/completion'), 'completions are off too')
  equal({ server }, editor:servers())
end)

check('the server asks for its settings where the notification carries none', function()
  editor:lua([[
    local client = vim.lsp.get_clients({ name = 'http_status' })[1]
    client.settings.httpStatus.hover.enable = true
    client:notify('workspace/didChangeConfiguration', { settings = vim.NIL })
  ]])
  editor:put_cursor_on('401')
  editor:wait('hovers to be on again', function()
    return editor:request('textDocument/hover')
  end)
end)

check('no message was shown so far, and a wrong setting is named once', function()
  assert(not editor:messages():find('LSP[http_status]', 1, true), editor:messages())
  editor:configure({ hover = { enable = 'yes' } })
  assert(editor:request('textDocument/hover'), 'the default does not hold')
  editor:wait('the message', function()
    return editor:messages():find('httpStatus.hover.enable', 1, true)
  end)
  equal(1, select(2, editor:messages():gsub('httpStatus%.hover%.enable', '')))
end)

-- The end

check(':qall ends the editor and its server', function()
  local code = editor:finish(function()
    editor:type_quit()
  end)
  equal(0, code)
end)

check("a user's own settings hold from the start, and a killed editor leaves no server", function()
  local other = Editor.start(init)
  other:lua([[vim.lsp.config('http_status', { settings = { httpStatus = { hover = { enable = false } } } })]])
  other:open(javascript)
  other:put_cursor_on('401')
  equal(nil, other:request('textDocument/hover'))
  other:put_cursor_on(');')
  assert(other:request('textDocument/completion'), 'completions are off too')
  other:finish(function()
    vim.uv.kill(other.pid, 'sigkill')
  end)
end)

check('the log has no error', function()
  local log = checks.read(editor.log)
  contains(log, '[START]')
  for line in vim.gsplit(log, '\n', { plain = true }) do
    assert(not vim.startswith(line, '[ERROR]'), line)
  end
end)
