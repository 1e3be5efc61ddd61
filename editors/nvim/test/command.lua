-- `:HttpStatus`: what it opens, what it asks and what it says.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks = checks.check, checks.equal, checks.contains, checks.lacks
local write, init = checks.write, checks.init

write('command/.git/HEAD', '')
local javascript = write('command/app.js', [[
const width = 200;
res.status(401);
"😀"; res.status(404);
res.status(488);]])
local go = write('command/main.go', [[
package main

import "net/http"

func handle(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "no", http.StatusTeapot)
}]])

--- Starts an editor in which `vim.ui.select` notes what it was asked, and picks the entry of the code `picked`.
local function start(options)
  local editor = Editor.start(init, options)
  editor:lua([[
    vim.ui.select = function(items, options, on_choice)
      offered = vim.tbl_map(options.format_item, items)
      on_choice(vim.iter(items):find(function(item) return item.code == picked end))
    end
  ]])
  return editor
end

--- Types the command and answers what it said and what it offered. Where something is offered, `picked` is picked.
local function http_status(editor, arguments, picked)
  editor:lua('offered, picked = nil, ...', picked)
  local said = editor:command(('HttpStatus %s'):format(arguments))
  return said, editor:lua('return offered')
end

local function codes(offered)
  return vim.tbl_map(function(text)
    return text:sub(1, 3)
  end, offered or {})
end

local editor = start()

local function file_name()
  return vim.fs.basename(editor:file())
end

local function close_all()
  editor:lua("vim.cmd('silent! tabonly! | silent! only!')")
end

check('nothing of the plugin is read before the command is used', function()
  equal(
    {},
    editor:lua([[
      return vim.tbl_filter(function(name) return vim.startswith(name, 'http_status') end, vim.tbl_keys(package.loaded))
    ]])
  )
  equal(2, editor:lua("return vim.fn.exists(':HttpStatus')"))
  equal({}, editor:servers())
end)

check(':HttpStatus 401 starts the server where none runs, and opens the page read-only in a split', function()
  equal('', http_status(editor, '401'))
  equal({ '401.md', '' }, editor:windows())
  equal('# 401 Unauthorized', vim.split(editor:text(), '\n')[1])
  equal(
    { true, false, false, 'markdown' },
    editor:lua('return { vim.bo.readonly, vim.bo.modifiable, vim.bo.buflisted, vim.bo.filetype }')
  )
  equal(1, #editor:servers())
end)

check('a file that is opened afterwards is served by the same process', function()
  local before = editor:servers()
  close_all()
  editor:open(javascript)
  equal(before, editor:servers())
end)

check(':HttpStatus not found opens 404, and so do other ways to write that name', function()
  for _, name in ipairs({ 'not found', 'Not  Found', '"Not Found"', 'not-found', 'NotFound', 'StatusNotFound', 'HTTP_404_NOT_FOUND', '404 Not Found', '"404"' }) do
    close_all()
    editor:open(javascript)
    local said, offered = http_status(editor, name)
    equal({ '', nil }, { said, offered })
    equal({ '404.md', 'app.js' }, editor:windows())
  end
end)

check('a name of a registered status means that one, an alias its only status', function()
  -- The words of "server error" stand in the names and summaries of others too.
  for name, page in pairs({ unauthorized = '401.md', ['server error'] = '500.md', teapot = '418.md' }) do
    equal('', http_status(editor, name))
    equal(page, file_name())
  end
end)

check('the next page takes the window of the one before', function()
  close_all()
  editor:open(javascript)
  http_status(editor, '404')
  editor:type('<C-w>p')
  http_status(editor, '410')
  equal({ '410.md', 'app.js' }, editor:windows())
end)

check(':vertical, :botright and :tab are obeyed', function()
  local function layout(modifiers)
    close_all()
    editor:open(javascript)
    equal('', editor:command(modifiers .. ' HttpStatus 404'))
    equal('404.md', file_name())
    return editor:lua('return { vim.fn.winlayout()[1], vim.fn.winnr(), vim.fn.tabpagenr() }')
  end
  equal({ 'col', 1, 1 }, layout(''))
  equal({ 'row', 1, 1 }, layout('vertical'))
  equal({ 'col', 2, 1 }, layout('botright'))
  equal({ 'leaf', 1, 2 }, layout('tab'))
  -- Also beside a window that shows a page and would be taken otherwise.
  layout('')
  editor:command('tab HttpStatus 410')
  equal({ { '410.md' }, 2 }, { editor:windows(), editor:lua('return vim.fn.tabpagenr()') })
end)

check('a word that fits several lets choose, names before summaries, and opens what was chosen', function()
  close_all()
  editor:open(javascript)
  local said, offered = http_status(editor, 'timeout', 504)
  equal('', said)
  contains(table.concat(offered, '\n'), '408 Request Timeout\n')
  contains(table.concat(offered, '\n'), '524 A Timeout Occurred (Cloudflare)')
  -- The first is so named; the last but mentions one.
  contains(offered[1], 'Timeout')
  lacks(offered[#offered]:lower(), 'timeout')
  equal('504.md', file_name())
end)

check('several words, the start of a code, a class and an owner let choose too', function()
  local _, offered = http_status(editor, 'request large')
  assert(vim.list_contains(codes(offered), '413') and vim.list_contains(codes(offered), '431'), vim.inspect(offered))
  _, offered = http_status(editor, '41')
  equal({ '410', '411', '412', '413', '414', '415', '416', '417', '418', '419' }, codes(offered))
  _, offered = http_status(editor, '1xx')
  equal('100', codes(offered)[1])
  for _, code in ipairs(codes(offered)) do
    equal('1', code:sub(1, 1))
  end
  _, offered = http_status(editor, 'nginx')
  assert(vim.list_contains(codes(offered), '444'), vim.inspect(offered))
end)

check('who chooses nothing stays where they are', function()
  close_all()
  editor:open(javascript)
  local said, offered = http_status(editor, 'timeout', nil)
  equal('', said)
  assert(#offered > 1)
  equal({ 'app.js' }, editor:windows())
end)

check("Neovim's own dialogue lists the statuses and takes a number", function()
  local plain = Editor.start(init)
  plain:type(':HttpStatus early<CR>')
  plain:wait('the dialogue', function()
    -- It reads a line, as the command line does, and not a command.
    return plain:lua("return vim.api.nvim_get_mode().mode == 'c' and vim.fn.getcmdtype() ~= ':'")
  end)
  plain:type('2<CR>')
  plain:wait('the page', function()
    return vim.endswith(plain:file(), '425.md')
  end)
  plain:finish(function()
    plain:type_quit()
  end)
end)

check('without an argument it opens the status under the cursor', function()
  for text, page in pairs({ ['401'] = '401.md', ['404'] = '404.md' }) do
    close_all()
    editor:open(javascript)
    editor:put_cursor_on(text)
    equal({ '', nil }, { http_status(editor, '') })
    equal({ page, 'app.js' }, editor:windows())
  end
  close_all()
  editor:open(go)
  editor:put_cursor_on('StatusTeapot')
  equal({ '', nil }, { http_status(editor, '') })
  equal('418.md', file_name())
end)

check('it does so with hovers or definitions switched off', function()
  for _, feature in ipairs({ 'hover', 'definition' }) do
    close_all()
    editor:open(javascript)
    editor:configure({ [feature] = { enable = false } })
    editor:put_cursor_on('404')
    equal({ '', nil }, { http_status(editor, '') })
    equal('404.md', file_name())
    editor:configure({ [feature] = { enable = true } })
  end
end)

check('what is typed and not yet written counts', function()
  close_all()
  editor:open(javascript)
  editor:type('ores.status(503)<Esc>')
  editor:wait('the text', function()
    return editor:line() == 'res.status(503)'
  end)
  editor:put_cursor_on('503')
  http_status(editor, '')
  equal('503.md', file_name())
end)

check('without an argument and without a status under the cursor it lets choose from all', function()
  close_all()
  editor:open(javascript)
  editor:put_cursor_on('200')
  local said, offered = http_status(editor, '', 302)
  equal('', said)
  assert(#offered > 100, #offered)
  equal('302.md', file_name())
end)

check('a code that is unknown says so, typed or under the cursor', function()
  close_all()
  editor:open(javascript)
  contains(http_status(editor, '488'), 'HttpStatus: no status fits "488"')
  editor:put_cursor_on('488')
  contains(http_status(editor, ''), '488 stands for a status here, but none is known under this code')
  equal({ 'app.js' }, editor:windows())
end)

check('a word that fits nothing says so and opens nothing', function()
  local said, offered = http_status(editor, 'flurb')
  contains(said, 'HttpStatus: no status fits "flurb"; :HttpStatus without an argument lists all')
  equal(nil, offered)
  for _, odd in ipairs({ '%', '.*', '[', '???', '4040', '😀' }) do
    contains(http_status(editor, odd), ('no status fits "%s"'):format(odd))
  end
  equal({ 'app.js' }, editor:windows())
end)

check('the status under the cursor is found where no server is attached, in a terminal for instance', function()
  close_all()
  editor:lua([[
    vim.cmd.enew()
    vim.bo.buftype = 'nofile'
    vim.api.nvim_buf_set_lines(0, 0, -1, true, { '😀 $ curl -i localhost', '< HTTP/1.1 502 Bad Gateway' })
  ]])
  local scratch = editor:lua('return vim.api.nvim_get_current_buf()')
  editor:lua([[
    local client = vim.lsp.get_clients({ name = 'http_status' })[1]
    local notify = client.notify
    notified = {}
    client.notify = function(self, method, params)
      if vim.tbl_get(params or {}, 'textDocument', 'uri') == 'untitled:http_status' then
        table.insert(notified, method)
      end
      return notify(self, method, params)
    end
  ]])
  for _ = 1, 2 do
    editor:lua('vim.api.nvim_set_current_buf(...); vim.cmd("only")', scratch)
    editor:put_cursor_on('502')
    equal({ '', nil }, { http_status(editor, '') })
    equal('502.md', file_name())
  end
  -- The server is left with nothing that it was shown.
  local opened, closed = 'textDocument/didOpen', 'textDocument/didClose'
  equal({ opened, closed, opened, closed }, editor:lua('return notified'))
  equal({}, editor:lua('return vim.tbl_keys(vim.lsp.get_clients({ bufnr = ... }))', scratch))
  editor:lua([[
    vim.cmd('only')
vim.cmd.enew()
    vim.fn.jobstart({ 'printf', '😀 HTTP/1.1 503 Service Unavailable' }, { term = true })
  ]])
  editor:wait('the output', function()
    -- Until the program has ended, the cursor follows its output.
    return editor:text():find('Process exited', 1, true)
  end)
  editor:put_cursor_on('503')
  equal({ '', nil }, { http_status(editor, '') })
  equal('503.md', file_name())
end)

check('on a page, CTRL-] leads to a related status, K shows it, and gf follows the link', function()
  close_all()
  editor:open(javascript)
  http_status(editor, '401')
  editor:open(editor:file())
  editor:put_cursor_on('403')
  contains(editor:hover(), '403 Forbidden')
  editor:put_cursor_on('403')
  editor:type('<C-]>')
  editor:wait('the page', function()
    return file_name() == '403.md'
  end)
  http_status(editor, '401')
  editor:put_cursor_on('403.md')
  editor:type('gf')
  editor:wait('the page', function()
    return file_name() == '403.md'
  end)
end)

-- Completion of the command

local function completed(line)
  return editor:lua("return vim.fn.getcompletion(..., 'cmdline')", line)
end

check('codes and names complete, filtered by what is typed', function()
  equal({ '400', '401', '402', '403', '404', '405', '406', '407', '408', '409' }, completed('HttpStatus 40'))
  equal({ 'Payment Required', 'Payload Too Large' }, completed('HttpStatus pay'))
  equal({}, completed('HttpStatus flurb'))
  local all = completed('HttpStatus ')
  assert(vim.list_contains(all, '404') and vim.list_contains(all, 'Not Found') and #all > 200, #all)
end)

check('a name of several words completes word by word, and a later word finds the name', function()
  equal({ 'Found' }, completed('HttpStatus not fo'))
  equal({ 'Found' }, completed('HttpStatus NOT  FO'))
  equal({ 'a teapot' }, completed("HttpStatus i'm a"))
  equal({ 'Method Not Allowed', 'Not Allowed' }, completed('HttpStatus allowed'))
end)

check('modifiers, a shortened command and a cursor in the middle do not confuse it', function()
  equal({ 'Version Not Supported' }, completed('vertical tab HttpStatus HTTP ver'))
  equal({ '418' }, completed('Http 418'))
  equal({ '404' }, editor:lua("return require('http_status').complete('404', 'HttpStatus 404 xyz', 14)"))
end)

check('a name that was completed by keys opens its page', function()
  close_all()
  editor:open(javascript)
  editor:command('HttpStatus not fo\t')
  equal('404.md', file_name())
end)

check('a thousand completions take less than two seconds', function()
  local taken = editor:lua([[
    local started = vim.uv.hrtime()
    for _ = 1, 1000 do
      vim.fn.getcompletion('HttpStatus not fo', 'cmdline')
    end
    return (vim.uv.hrtime() - started) / 1e6
  ]])
  assert(taken < 2000, ('%d ms'):format(taken))
end)

-- Lines that are inserted

local python = 'from fastapi import FastAPI\n\ndef read():\n    \n'

--- Opens a file with that text and puts the cursor at the end of a row.
local function open_text(name, text, row)
  close_all()
  editor:open(write('command/' .. name, text))
  editor:lua("vim.api.nvim_win_set_cursor(0, { ..., 0 }); vim.cmd('normal! $')", row)
end

local function insert(arguments, picked)
  return http_status(editor, 'insert' .. arguments, picked)
end

check('insert writes the lines of the code with their import, and selects the message', function()
  open_text('a.py', python, 4)
  equal({ '', nil }, { insert(' 404') })
  editor:type('gone')
  local expected = 'from fastapi import FastAPI, HTTPException\n\ndef read():\n    raise HTTPException(status_code=404, detail="gone")'
  editor:wait('the message', function()
    return vim.trim(editor:text()) == expected
  end)
  editor:type('<Esc>')
  equal({ 'a.py' }, editor:windows())
end)

check('it indents lines as the file does, above and below a statement', function()
  open_text('b.py', 'from fastapi import FastAPI\n\ndef f():\n  x = 1\n  return x\n', 4)
  insert(' created')
  editor:type('<Esc>')
  local text = 'from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\n\ndef f():\n  x = 1\n'
    .. '  return JSONResponse(\n    {"message": "Created"},\n    status_code=201,\n    headers={"Location": "/new"},\n  )\n  return x'
  editor:wait('the lines', function()
    return vim.trim(editor:text()) == text
  end)
  open_text('c.py', 'from flask import abort\n\ndef f():\n    return 1\n', 4)
  editor:lua('vim.api.nvim_win_set_cursor(0, { 4, 0 })')
  insert(' 404')
  editor:type('<Esc>')
  editor:wait('the line', function()
    return vim.trim(editor:text())
      == 'from flask import abort\n\ndef f():\n    abort(404, description="Not Found")\n    return 1'
  end)
end)

check('it takes the status under the cursor, and lets choose where several fit', function()
  open_text('d.py', 'from flask import abort\n\ndef f():\n    abort(404)\n', 4)
  editor:put_cursor_on('404')
  equal({ '', nil }, { insert('') })
  editor:type('<Esc>')
  editor:wait('the line', function()
    return editor:text():find('    abort(404)\n    abort(404, description="Not Found")', 1, true)
  end)
  open_text('e.py', python, 4)
  local _, offered = insert(' timeout', 504)
  assert(#offered > 1, #offered)
  editor:type('<Esc>')
  editor:wait('the line', function()
    return editor:text():find('raise HTTPException(status_code=504, detail="Gateway Timeout")', 1, true)
  end)
end)

check('where there is nothing to insert it says so and changes nothing', function()
  open_text('f.txt', 'words', 1)
  contains(insert(' 404'), 'HttpStatus: there is no line for 404 Not Found in files of the type "text"')
  equal('words', vim.trim(editor:text()))
  open_text('g.py', python, 4)
  editor:lua('vim.bo.modifiable = false')
  contains(insert(' 404'), 'HttpStatus: the buffer cannot be changed')
  equal(vim.trim(python), vim.trim(editor:text()))
end)

check('insert completes, and so does what follows it', function()
  assert(vim.list_contains(completed('HttpStatus in'), 'insert'))
  equal({ '418' }, completed('HttpStatus insert 418'))
  equal({ 'Found' }, completed('HttpStatus insert not fo'))
end)

-- What stands in the way

check('with pages.enable off it tells what it knows, and why there is no page', function()
  close_all()
  editor:open(javascript)
  editor:configure({ pages = { enable = false } })
  local said = http_status(editor, '401')
  contains(said, '401 Unauthorized (IANA registry): The request has no valid credentials')
  contains(said, 'there is no page to open: the setting httpStatus.pages.enable is off')
  editor:put_cursor_on('401')
  contains(http_status(editor, ''), '401 Unauthorized (IANA registry)')
  equal({ 'app.js' }, editor:windows())
  editor:configure({ pages = { enable = true } })
  equal('', http_status(editor, '401'))
end)

check('a page that was deleted is written again before it is shown', function()
  editor:lua('vim.cmd("bwipeout! 410.md")')
  close_all()
  editor:open(javascript)
  http_status(editor, '404')
  local page = editor:file():gsub('404', '410')
  local text = checks.read(page)
  assert(os.remove(page))
  equal('', http_status(editor, '410'))
  equal(page, editor:file())
  equal(text, checks.read(page))
end)

check('the editor ends, and its server with it', function()
  equal(0, editor:finish(function()
    editor:type_quit()
  end))
end)

--- Runs `body` with an editor of its own, for a set-up that is wrong.
local function with_editor(options, code, body)
  local other = start(options)
  if code then
    other:lua(code)
  end
  local ok, problem = pcall(body, other)
  other:quit()
  if not ok then
    error(problem, 0)
  end
end

check('without the program it says so, and completes nothing', function()
  with_editor({ environment = { PATH = '/usr/bin:/bin' } }, nil, function(other)
    contains(http_status(other, '401'), 'HttpStatus: the program http-status-lsp was not found; see :checkhealth http_status')
    equal({}, other:lua("return vim.fn.getcompletion('HttpStatus 4', 'cmdline')"))
  end)
end)

check('with a program that does not serve it says where the log is', function()
  with_editor(nil, "vim.lsp.config('http_status', { cmd = { 'false' } })", function(other)
    contains(http_status(other, '401'), 'HttpStatus: the server does not start; the log ')
  end)
end)

check('a program that does not answer is given up and ended', function()
  local program = write('command/sleep/http-status-lsp', '#!/bin/sh\nexec sleep 60')
  vim.uv.fs_chmod(program, 493) -- rwxr-xr-x
  with_editor({ environment = { PATH = vim.fs.dirname(program) .. ':/usr/bin:/bin' } }, nil, function(other)
    other:lua("require('http_status.server').limit = 300")
    contains(http_status(other, '401'), 'HttpStatus: the server does not start; the log ')
    other:wait('it to end', function()
      return #other:lua('return vim.api.nvim_get_proc_children(vim.fn.getpid())') == 0
    end)
  end)
end)

check('a server that is older than the command is named', function()
  local code = [[
    vim.lsp.config('http_status', {
      cmd = function()
        return {
          request = function(method, _, callback)
            if method == 'initialize' then
              callback(nil, { capabilities = {} })
            else
              callback({ code = -32601, message = 'Method not found' })
            end
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end,
    })
  ]]
  with_editor(nil, code, function(other)
    contains(http_status(other, '401'), 'HttpStatus: the server is older than this command')
  end)
end)

check('where the pages cannot be written it says so', function()
  local environment = { XDG_CACHE_HOME = write('command/no-folder', '') }
  with_editor({ environment = environment }, nil, function(other)
    local said = http_status(other, '401')
    contains(said, '401 Unauthorized')
    contains(said, 'there is no page to open: the pages cannot be written; see :checkhealth http_status')
  end)
end)

check('on the command line, behind a file, it waits for the server of that file', function()
  local other = start({ arguments = { javascript, '+2', '+normal 0f4', '+HttpStatus' } })
  other:wait('the page', function()
    return vim.endswith(other:file(), '401.md')
  end)
  equal(1, #other:servers())
  lacks(other:messages(), 'HttpStatus')
  other:finish(function()
    vim.uv.kill(other.pid, 'sigkill')
  end)
end)

check('it works where the server is not enabled', function()
  with_editor(nil, "vim.lsp.enable('http_status', false)", function(other)
    equal('', http_status(other, '404'))
    assert(vim.endswith(other:file(), '404.md'))
    equal(1, #other:servers())
  end)
end)
