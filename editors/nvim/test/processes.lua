-- Servers that start, end, are killed, and stand beside others.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks = checks.check, checks.equal, checks.contains, checks.lacks
local write, init = checks.write, checks.init

write('processes/.git/HEAD', '')
local javascript = write('processes/app.js', '"😀"; res.status(404);\nres.sendStatus(')

--- Waits until a server runs and serves the current buffer; not one of those that ran `before`. Answers its process id.
local function wait_for_server(editor, before)
  return editor:wait('a new server', function()
    local is_served = editor:lua([[
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'http_status' })[1]
      return client ~= nil and client.initialized and not client:is_stopped()
    ]])
    local new = vim.tbl_filter(function(pid)
      return not vim.list_contains(before, pid)
    end, editor:servers())
    return is_served and #new == 1 and new[1]
  end)
end

local function expect_card(editor)
  editor:put_cursor_on('404')
  contains(editor:hover(), '404 Not Found')
end

-- Starting and stopping

local editor = Editor.start(init)

check('the server is restarted as the README says', function()
  editor:open(javascript)
  local before = editor:servers()
  local shown = checks.read(checks.plugin .. '/README.md'):match('```vim\n(:lua[^`]*)```')
  assert(shown, 'no commands are in the README')
  for line in vim.gsplit(vim.trim(shown), '\n') do
    editor:command(line:sub(2))
  end
  wait_for_server(editor, before)
  equal(1, #editor:servers())
  lacks(editor:messages(), 'quit with')
  expect_card(editor)
end)

check('of a server that was killed Neovim says so once, and checkhealth says how to get it back', function()
  local before = editor:servers()
  editor:lua("vim.cmd('messages clear')")
  vim.uv.kill(before[1], 'sigkill')
  editor:wait('the message', function()
    return editor:messages():find('Client http_status quit with exit code 0 and signal 9', 1, true)
  end)
  equal(1, select(2, editor:messages():gsub('http_status', '')))
  -- What a user does without having noticed harms nothing.
  editor:put_cursor_on('404')
  editor:type('K')
  editor:type('ix<Esc>u')
  editor:wait('the editor', function()
    return editor:line():find('404', 1, true)
  end)
  editor:command('checkhealth http_status')
  contains(editor:text(), "If it ran before and has ended: :lua vim.lsp.enable('http_status')")
  editor:lua('vim.cmd.close()')
  editor:command("lua vim.lsp.enable('http_status')")
  wait_for_server(editor, before)
  expect_card(editor)
end)

check('after a killed server, opening the file again is enough', function()
  local before = editor:servers()
  vim.uv.kill(before[1], 'sigkill')
  editor:wait('the client to be gone', function()
    return editor:lua("return #vim.lsp.get_clients({ name = 'http_status' })") == 0
  end)
  editor:command('edit!')
  wait_for_server(editor, before)
  expect_card(editor)
end)

check('after a killed server, :HttpStatus starts one, which serves the files that are open', function()
  local before = editor:servers()
  vim.uv.kill(before[1], 'sigkill')
  editor:wait('the client to be gone', function()
    return editor:lua("return #vim.lsp.get_clients({ name = 'http_status' })") == 0
  end)
  equal('', editor:command('HttpStatus 404'))
  contains(editor:file(), '404.md')
  editor:command('close')
  equal(javascript, editor:file())
  wait_for_server(editor, before)
  expect_card(editor)
end)

check('a server that hangs is ended by force', function()
  local before = editor:servers()
  vim.uv.kill(before[1], 'sigstop')
  editor:lua([[
    vim.iter(vim.lsp.get_clients({ name = 'http_status' })):each(function(client) client:stop(true) end)
  ]])
  -- A stopped process takes the signal when it goes on.
  vim.uv.kill(before[1], 'sigcont')
  editor:wait('the client to be gone', function()
    return editor:lua("return #vim.lsp.get_clients({ name = 'http_status' })") == 0
  end)
  editor:command("lua vim.lsp.enable('http_status')")
  wait_for_server(editor, before)
  expect_card(editor)
end)

check('a restart and an end leave no process', function()
  equal(1, #editor:servers())
  equal(0, editor:finish(function()
    editor:type_quit()
  end))
end)

check('a server that :HttpStatus started ends with a killed editor', function()
  local other = Editor.start(init)
  other:command('HttpStatus 404')
  other:finish(function()
    vim.uv.kill(other.pid, 'sigkill')
  end)
end)

check('a program that is missing leaves the editor quiet and usable', function()
  local other = Editor.start(init, { environment = { PATH = '/usr/bin:/bin' } })
  other:lua('vim.cmd.edit(...)', javascript)
  other:type('ox<Esc>')
  other:wait('the text', function()
    return other:line() == 'x'
  end)
  equal('', other:messages())
  contains(checks.read(other.log), 'cannot start http_status due to config error')
  other:quit()
end)

-- Two servers on one buffer

--- Starts a server inside of the editor that counts in UTF-16 and notes the columns that it is asked about.
local function start_other(other)
  other:lua([[
    columns = {}
    local function answer(params)
      table.insert(columns, params.position.character)
      local start = { line = params.position.line, character = params.position.character }
      return { line = start.line, character = start.character + 3 }, start
    end
    other = vim.lsp.start({
      name = 'other',
      cmd = function()
        return {
          request = function(method, params, callback)
            local result
            if method == 'initialize' then
              result = {
                capabilities = {
                  positionEncoding = 'utf-16',
                  hoverProvider = true,
                  definitionProvider = true,
                  completionProvider = { triggerCharacters = { '(' } },
                },
              }
            elseif method == 'textDocument/hover' then
              local stop, start = answer(params)
              result = { contents = 'the other card', range = { start = start, ['end'] = stop } }
            elseif method == 'textDocument/definition' then
              answer(params)
            elseif method == 'textDocument/completion' then
              answer(params)
              result = { { label = 'other' } }
            end
            callback(nil, result)
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end,
    })
  ]])
  other:wait('the other client', function()
    return other:lua("return #vim.lsp.get_clients({ bufnr = 0 })") == 2
  end)
  equal('utf-16', other:lua('return vim.lsp.get_client_by_id(other).offset_encoding'))
  equal('utf-8', other:lua("return vim.lsp.get_clients({ name = 'http_status' })[1].offset_encoding"))
end

check('beside a server that counts in UTF-16, each is asked in its own columns, without a warning', function()
  local other = Editor.start(init)
  other:open(javascript)
  start_other(other)

  other:put_cursor_on('404')
  local shown = other:hover()
  contains(shown, '404 Not Found')
  contains(shown, 'the other card')
  equal({ 17 }, other:lua('return columns'))

  other:put_cursor_on('404')
  other:lua('columns = {}; vim.lsp.buf.definition()')
  other:wait('the page', function()
    return vim.endswith(other:file(), '404.md')
  end)
  equal({ 17 }, other:lua('return columns'))

  other:open(javascript)
  other:put_cursor_on('404')
  equal('', other:command('HttpStatus'))
  assert(vim.endswith(other:file(), '404.md'), other:file())
  other:lua("vim.cmd('only')")

  other:insert_behind('sendStatus(', javascript)
  other:type('<C-x><C-o>')
  other:wait('the entries of both', function()
    local labels = other:menu()
    return labels and vim.list_contains(labels, 'other') and vim.list_contains(labels, '404')
  end)
  other:type('<C-\\><C-n>')

  other:command('checkhealth http_status')
  contains(other:text(), 'Other servers of this buffer count columns differently: other (utf-16).')
  lacks(other:messages():lower(), 'encoding')
  lacks(checks.read(other.log):lower(), 'multiple different')
  other:finish(function()
    vim.uv.kill(other.pid, 'sigkill')
  end)
end)
