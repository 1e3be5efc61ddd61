-- Beside others: language servers, the keys of file types, and what they complete. This server takes none of it away.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks = checks.check, checks.equal, checks.contains, checks.lacks
local write, init = checks.write, checks.init

-- Language servers read whole libraries when they start.
local START = 60000

--- The program of a language server.
local function program(name)
  local path = vim.fn.exepath(name)
  return path ~= '' and path or error(name .. ' is not installed; test/install.sh says how it is', 0)
end

--- A page of the manual that is there in any case.
local manual = checks.scratch .. '/man'
write('man/man1/headed.1', [[
.TH HEADED 1
.SH NAME
headed \- a page of the manual for this test
.SH DESCRIPTION
It stands in no other manual.]])

--- Starts an editor with the configuration of the README and one more server.
local function start(name, config)
  local environment = {
    MANPATH = manual,
    GOPROXY = 'off',
    GOTOOLCHAIN = 'local',
    GOFLAGS = '-mod=mod',
  }
  local editor = Editor.start(init, { environment = environment })
  if name then
    editor:lua(
      [[
      local name, config = ...
      vim.lsp.config(name, config)
      -- Both complete while the user types.
      vim.api.nvim_create_autocmd('LspAttach', {
        callback = function(event)
          vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
        end,
      })
      vim.lsp.enable(name)
    ]],
      name,
      config
    )
  end
  return editor
end

--- Opens a file and waits until the other server answers a request about a text in it.
local function open_beside(editor, name, path, text)
  editor:open(path)
  editor:wait(name .. ' to attach', function()
    return editor:lua('return vim.lsp.get_clients({ bufnr = 0, name = ... })[1] ~= nil', name)
  end, START)
  editor:put_cursor_on(text)
  editor:wait(name .. ' to know the definition', function()
    -- Its first answer may take longer than one request may.
    local is_answered, locations = pcall(editor.request, editor, 'textDocument/definition', name)
    return is_answered and locations and (locations.uri or #locations > 0)
  end, START)
end

--- The lists that are open: a choice between definitions.
local function has_list(editor)
  return editor:lua([[
    return vim.iter(vim.api.nvim_list_wins()):any(function(window)
      return vim.bo[vim.api.nvim_win_get_buf(window)].buftype == 'quickfix'
    end)
  ]])
end

--- Goes to a definition in each of the two ways, and answers the file and the line where it leads.
local function expect_one_jump(editor, path, text, target)
  for _, jump in ipairs({ '<Cmd>lua vim.lsp.buf.definition()<CR>', '<C-]>' }) do
    editor:open(path)
    editor:put_cursor_on(text)
    editor:type(jump)
    editor:wait('the declaration by ' .. jump, function()
      return editor:file():find(target, 1, true)
    end)
    assert(not has_list(editor), 'a list is open')
    contains(editor:line(), text)
    equal(1, editor:lua('return #vim.api.nvim_tabpage_list_wins(0)'))
  end
end

--- How many entries of the menu have this label.
local function count(editor, label)
  return #vim.tbl_filter(function(shown)
    return shown == label
  end, editor:menu() or {})
end

--- Opens the menu, by a key or while typing, and waits until it has the label of the other server.
local function expect_once(editor, label)
  editor:wait('the menu with ' .. label, function()
    return count(editor, label) > 0
  end)
  equal(1, count(editor, label))
end

local servers = {
  {
    name = 'gopls',
    program = 'gopls',
    filetypes = { 'go' },
    files = {
      ['go.mod'] = 'module example.com/guest\n\ngo 1.18\n',
      ['main.go'] = table.concat({
        'package main',
        '',
        'import "net/http"',
        '',
        'func handle(w http.ResponseWriter, r *http.Request) {',
        '\tw.WriteHeader()',
        '\tw.WriteHeader(http.StatusTeapot)',
        '}',
        '',
        'func main() { http.HandleFunc("/", handle) }',
      }, '\n'),
    },
    file = 'main.go',
    constant = 'StatusTeapot',
    target = '/net/http/status.go',
    place = 'WriteHeader(',
    qualifier = 'http.',
    label = 'StatusNotFound',
    ours = '404',
  },
  {
    name = 'jedi',
    program = 'jedi-language-server',
    filetypes = { 'python' },
    files = {
      ['app.py'] = table.concat({
        'from http import HTTPStatus',
        '',
        'def handle(self):',
        '    self.send_response()',
        '    self.send_response(HTTPStatus.IM_A_TEAPOT)',
      }, '\n'),
    },
    file = 'app.py',
    constant = 'IM_A_TEAPOT',
    -- The library's own file, or the stub of it that jedi brings along.
    target = '/http/__init__.py',
    place = 'send_response(',
    qualifier = 'HTTPStatus.',
    label = 'NOT_FOUND',
    ours = '404',
  },
}

for _, case in ipairs(servers) do
  local path, editor
  local name = case.name

  check(name .. ' serves a file beside this server', function()
    local config = { cmd = { program(case.program) }, filetypes = case.filetypes, root_markers = { 'go.mod', '.git' } }
    write(name .. '/.git/HEAD', '')
    for file, text in pairs(case.files) do
      write(('%s/%s'):format(name, file), text)
    end
    path = ('%s/%s/%s'):format(checks.scratch, name, case.file)
    editor = start(name, config)
    open_beside(editor, name, path, case.constant)
  end)

  check(('beside %s, a definition of a constant jumps once'):format(name), function()
    expect_one_jump(editor, path, case.constant, case.target)
  end)

  check(('beside %s, K shows what both say'):format(name), function()
    editor:open(path)
    editor:put_cursor_on(case.constant)
    local shown = editor:hover()
    contains(shown, '# ' .. name)
    contains(shown, "418 I'm a teapot")
    -- And theirs alone where there is no status.
    editor:put_cursor_on('handle')
    lacks(editor:hover(), '# http_status')
  end)

  check(('beside %s, each constant stands once in the menu, by CTRL-X CTRL-O'):format(name), function()
    editor:insert_behind(case.place, path)
    editor:type(case.qualifier .. case.label:sub(1, 4) .. '<C-x><C-o>')
    expect_once(editor, case.label)
  end)

  check(('beside %s, each constant stands once in the menu, while typing'):format(name), function()
    editor:insert_behind(case.place, path)
    editor:type(case.qualifier)
    expect_once(editor, case.label)
  end)

  check(('beside %s, numbers are offered as before'):format(name), function()
    editor:insert_behind(case.place, path)
    editor:type('4<C-x><C-o>')
    editor:wait('the number', function()
      return count(editor, case.ours) == 1
    end)
  end)

  check(('beside %s, the constants of both are offered with completion.constants = always'):format(name), function()
    editor:configure({ completion = { constants = 'always' } })
    editor:insert_behind(case.place, path)
    editor:type(case.qualifier .. case.label:sub(1, 4) .. '<C-x><C-o>')
    editor:wait('both', function()
      return count(editor, case.label) == 2
    end)
    editor:quit()
  end)
end

-- A server inside of the editor, whose answers come when the test says so

local function start_slow(other)
  other:lua([[
    answer_later = nil
    vim.lsp.start({
      name = 'slow',
      cmd = function()
        return {
          request = function(method, _, callback)
            local items = { { label = 'StatusNotFound', kind = 21 }, { label = 'StatusOK', kind = 1 } }
            if method == 'initialize' then
              callback(nil, { capabilities = { completionProvider = {} } })
            elseif method == 'textDocument/completion' and answers_at_once then
              callback(nil, items)
            elseif method == 'textDocument/completion' then
              answer_later = function() callback(nil, items) end
            end
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end,
    })
  ]])
end

--- Asks both servers for completions as plugins do, and waits for ours. Answers its labels and how long it took, in ms.
local function ask_both(other)
  other:lua([[
    labels = nil
    local started = vim.uv.hrtime()
    for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0 })) do
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      client:request('textDocument/completion', params, function(_, result)
        if client.name == 'http_status' then
          took = (vim.uv.hrtime() - started) / 1e6
          labels = vim.tbl_map(function(item) return item.label end, result.items or result)
        end
      end, 0)
    end
  ]])
  other:wait('our answer', function()
    return other:lua('return labels ~= nil')
  end)
  return other:lua('return labels'), other:lua('return took')
end

check('a constant that another server offers is left out, a word of the text is not; whoever asks', function()
  local other = start()
  other:open(write('guests/main.go', 'package main\n\nimport "net/http"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(http.)\n}'))
  start_slow(other)
  other:lua('answers_at_once = true')
  other:put_cursor_on('.)')
  other:lua("vim.cmd.normal('l')")
  local labels = ask_both(other)
  assert(not vim.list_contains(labels, 'StatusNotFound'), 'it stands twice')
  assert(vim.list_contains(labels, 'StatusOK'), 'it stands nowhere')

  -- One that is not asked shows nothing, so nothing is left out for it.
  local items = other:request('textDocument/completion')
  labels = vim.tbl_map(function(item)
    return item.label
  end, items.items or items)
  assert(vim.list_contains(labels, 'StatusNotFound'), 'it is left out for nothing')

  -- A slow server counts as offering nothing; its late answer still reaches the caller.
  other:lua('answers_at_once = false')
  local late, took = ask_both(other)
  assert(vim.list_contains(late, 'StatusNotFound'), 'it stands nowhere')
  assert(took >= 140, took)
  other:lua('answer_later()')
  other:quit()
end)

-- Keys and options of file types

local editor = start()

check('K on a word of a shell script opens its page of the manual', function()
  program('man')
  editor:open(write('guests/x.sh', '#!/bin/sh\nheaded $1\nif [ "$http_code" = 404 ]; then exit; fi'))
  editor:put_cursor_on('headed')
  editor:type('K')
  editor:wait('the page of the manual', function()
    return editor:file() == 'man://headed(1)'
  end)
  contains(editor:text(), 'a page of the manual for this test')
  editor:command('close')
end)

check('K on a status beside it shows the card, and K again moves into its window', function()
  editor:put_cursor_on('404')
  contains(editor:hover(), '404 Not Found')
  editor:put_cursor_on('404')
  editor:type('K')
  editor:wait('the window', function()
    return editor:float()
  end)
  editor:type('K')
  editor:wait('the cursor to be in it', function()
    return editor:lua("return vim.api.nvim_win_get_config(0).relative ~= ''")
  end)
  editor:type('q')
end)

check('K in a Vim script opens the help, and 3K hands on its count', function()
  editor:open(write('guests/x.vim', 'set number\n'))
  editor:put_cursor_on('number')
  editor:type('K')
  editor:wait('the help', function()
    return vim.endswith(editor:file(), '/options.txt')
  end)
  contains(editor:line(), "*'number'*")
  editor:command('close')
  editor:lua([[vim.api.nvim_create_user_command('Told', 'let g:told = "<count> <args>"', { nargs = '*', count = 0 })]])
  editor:lua("vim.bo.keywordprg = ':Told'")
  editor:type('3K')
  editor:wait('the command', function()
    return editor:lua('return vim.g.told') == '3 number'
  end)
end)

check("a mapping of K by the user stays, set before the server attaches or when it does", function()
  for _, body in ipairs({
    "vim.keymap.set('n', 'K', '<Cmd>let g:mine = 1<CR>')",
    [[
      vim.api.nvim_create_autocmd('LspAttach', {
        callback = function(event)
          vim.keymap.set('n', 'K', '<Cmd>let g:mine = 1<CR>', { buffer = event.buf })
        end,
      })
    ]],
  }) do
    local other = start()
    other:lua(body)
    other:open(write('guests/y.sh', '#!/bin/sh\nheaded'))
    other:type('K')
    other:wait('the mapping', function()
      return other:lua('return vim.g.mine') == 1
    end)
    other:quit()
  end
end)

check('CTRL-] finds tags where no status is', function()
  write('guests/tags', 'headed\tmanual.txt\t/^first/')
  write('guests/manual.txt', 'zero\nfirst\n')
  local script = write('guests/z.sh', '#!/bin/sh\nheaded $1')
  for _, keys in ipairs({ '<C-]>', ':tag headed<CR>' }) do
    editor:open(script)
    editor:lua("vim.bo.tags = vim.fs.dirname(vim.api.nvim_buf_get_name(0)) .. '/tags'")
    editor:put_cursor_on('headed')
    editor:type(keys)
    editor:wait('the tag by ' .. keys, function()
      return editor:line() == 'first'
    end)
  end
  lacks(editor:messages(), 'not supported')
end)

check('CTRL-X CTRL-O completes the tags of HTML and the properties of CSS, and statuses where they belong', function()
  editor:insert_behind('<tab', write('guests/page.html', '<html><body><tab\n</body></html>'))
  editor:type('<C-x><C-o>')
  editor:wait('the tags', function()
    return vim.list_contains(editor:menu() or {}, 'table')
  end)
  editor:insert_behind('bord', write('guests/style.css', 'a {\n  bord\n}'))
  editor:type('<C-x><C-o>')
  editor:wait('the properties', function()
    return vim.list_contains(editor:menu() or {}, 'border-collapse:')
  end)
  -- JavaScript has a function for this too, which knows nothing of statuses.
  editor:insert_behind('(4', write('guests/app.js', 'document.getElementByI\nres.status(4)'))
  contains(editor:lua("return vim.filetype.get_option('javascript', 'omnifunc')"), 'javascriptcomplete')
  editor:type('<C-x><C-o>')
  editor:wait('the codes', function()
    return vim.list_contains(editor:menu() or {}, '404')
  end)
  editor:insert_behind('getElementByI', editor:file())
  editor:type('<C-x><C-o>')
  editor:wait("the file type's own", function()
    return vim.list_contains(editor:menu() or {}, 'getElementById(')
  end)
  editor:type('<C-\\><C-n>')
end)

check('a server that completes, and attaches later, is asked', function()
  editor:open(write('guests/later.html', '<html>\n<\n</html>'))
  editor:lua([[
    vim.lsp.start({
      name = 'tags',
      cmd = function()
        return {
          request = function(method, _, callback)
            callback(nil, method == 'initialize' and { capabilities = { completionProvider = {} } }
              or method == 'textDocument/completion' and { { label = 'theirs' } } or nil)
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end,
    })
  ]])
  editor:type('jA<C-x><C-o>')
  editor:wait('its entry', function()
    return vim.list_contains(editor:menu() or {}, 'theirs') or editor:line():find('theirs', 1, true)
  end)
  editor:lua("vim.lsp.get_clients({ name = 'tags' })[1]:stop()")
end)

check('all of this holds without the plugin, and with an on_attach of the user in the place of ours', function()
  local copied = checks.scratch .. '/guests-copied'
  vim.fn.mkdir(copied .. '/lsp', 'p')
  assert(vim.uv.fs_copyfile(checks.plugin .. '/lsp/http_status.lua', copied .. '/lsp/http_status.lua'))
  local bare = write('guests-copied/init.lua', ("vim.opt.runtimepath:prepend('%s')\nvim.lsp.enable('http_status')"):format(copied))
  local replaced = write(
    'guests-replaced/init.lua',
    checks.read(init) .. "\nvim.lsp.config('http_status', { on_attach = function() vim.g.attached = 1 end })"
  )
  for _, configuration in ipairs({ bare, replaced }) do
    local other = Editor.start(configuration, { environment = { MANPATH = manual } })
    other:open(checks.scratch .. '/guests/y.sh')
    other:put_cursor_on('headed')
    other:type('K')
    other:wait('the page of the manual', function()
      return other:file() == 'man://headed(1)'
    end)
    other:command('close')
    other:insert_behind('bord', checks.scratch .. '/guests/style.css')
    other:type('<C-x><C-o>')
    other:wait('the properties', function()
      return vim.list_contains(other:menu() or {}, 'border-collapse:')
    end)
    other:type('<C-\\><C-n>')
    equal(configuration == replaced and 1 or nil, other:lua('return vim.g.attached'))
    other:quit()
  end
end)

editor:quit()
