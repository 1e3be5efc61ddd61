-- Pages as a user reads them, by whichever way they open, and the files that get a type so that the server attaches.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks = checks.check, checks.equal, checks.contains, checks.lacks
local write, init = checks.write, checks.init

local javascript = write('reading/app.js', 'res.status(404);\n')
local editor = Editor.start(init)

local OPTIONS = { 'conceallevel', 'concealcursor', 'wrap', 'linebreak', 'breakindent', 'list', 'spell', 'fillchars' }

local function options()
  return editor:lua([[
    return vim.tbl_map(function(name) return vim.wo[0][name] end, ...)
  ]], OPTIONS)
end

local function wait_for_page(name)
  editor:wait('the page ' .. name, function()
    return vim.endswith(editor:file(), '/' .. name)
  end)
end

--- Opens the page of 404 in the current window.
local function open_page()
  editor:open(javascript)
  editor:put_cursor_on('404')
  editor:type('<C-]>')
  wait_for_page('404.md')
end

local ways = {
  { 'CTRL-]', open_page },
  {
    'vim.lsp.buf.definition()',
    function()
      editor:open(javascript)
      editor:put_cursor_on('404')
      editor:lua('vim.lsp.buf.definition()')
      wait_for_page('404.md')
    end,
  },
  {
    ':HttpStatus',
    function()
      editor:open(javascript)
      equal('', editor:command('HttpStatus 404'))
      editor:lua("vim.cmd('only')")
    end,
  },
}

editor:show(80, 24)
editor:open(javascript)
-- What a user has set, and what has nothing to do in a page.
editor:lua('vim.o.list, vim.o.spell, vim.o.linebreak = true, true, false')
local own = options()

for _, way in ipairs(ways) do
  local name, open = unpack(way)
  check(('a page that %s opens is shown as text, from the top to the end'):format(name), function()
    open()
    local text = editor:text()
    contains(text, '**')
    editor:command('normal! gg')
    local seen = {}
    local last = editor:lua("return vim.fn.line('$')")
    repeat
      local rows = editor:rows()
      seen = vim.list_extend(seen, rows)
      for _, row in ipairs(rows) do
        -- Neither marks of Markdown, nor of blanks, nor of a line that is too long for the window.
        for _, mark in ipairs({ '**', '](', '@@', '<https' }) do
          if not row:find('^%[%d+%]: ') then
            lacks(row, mark)
          end
        end
        -- Lines of code may have what 'listchars' shows.
        for word in row:gmatch('%S+') do
          if word:find('->', 1, true) or word:find('$', 1, true) then
            contains(text, word)
          end
        end
      end
      local shown = editor:lua("return vim.fn.line('w$')")
      editor:type('<C-f>')
      editor:wait('the next rows', function()
        return shown == last or editor:lua("return vim.fn.line('w0')") > 1
      end)
    until shown == last
    -- Each word of the text is in one row, whole.
    local words = {}
    for word in table.concat(seen, ' '):gmatch('%S+') do
      words[word] = true
    end
    for line in vim.gsplit(text, '\n') do
      for word in (line:find('^%[') and '' or line):gsub('%*%*', ''):gsub('`', ''):gsub('%[([^%]]*)%]%b()', '%1'):gsub('%[([^%]]*)%]%[%d+%]', '%1'):gmatch('%a%a+') do
        if not words[word] and not vim.iter(words):any(function(shown)
          return shown:find(word, 1, true) ~= nil
        end) then
          error(word .. ' is torn, or not shown', 0)
        end
      end
    end
  end)

  check(('it is read-only, and the window shows other files as before; by ' .. name), function()
    equal({ true, false, '' }, editor:lua('return { vim.bo.readonly, vim.bo.modifiable, vim.bo.buftype }'))
    lacks(vim.inspect(options()), vim.inspect(own))
    editor:open(write('reading/other.js', 'res.status(200);\n'))
    equal(own, options())
    editor:command('buffer 404.md')
    equal(2, editor:lua('return vim.wo.conceallevel'))
    editor:command('split')
    editor:open(javascript)
    equal(own, options())
    editor:lua("vim.cmd('only')")
  end)
end

check('<CR> and gf follow a link to another page, from its label; CTRL-T leads back', function()
  for _, key in ipairs({ '<CR>', 'gf' }) do
    open_page()
    editor:put_cursor_on('Gone](<')
    editor:type(key)
    wait_for_page('410.md')
    editor:type('<C-t>')
    wait_for_page('404.md')
    equal(true, editor:lua("return vim.startswith(vim.api.nvim_get_current_line():sub(vim.fn.col('.')), 'Gone]')"))
  end
end)

check('gx opens a link to the web, from its label and from its address', function()
  open_page()
  editor:lua('vim.ui.open = function(address) opened = address end')
  for _, place in ipairs({ 'MDN][', ('https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/404') }) do
    editor:lua('opened = nil')
    editor:put_cursor_on(place)
    editor:type('gx')
    editor:wait('the browser', function()
      return editor:lua('return opened')
    end)
    equal('https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/404', editor:lua('return opened'))
  end
end)

check('without a link under the cursor, the keys do what they always do', function()
  editor:lua('vim.fn.cursor(1, 1)')
  editor:type('<CR>')
  editor:wait('the next line', function()
    return editor:lua("return vim.fn.line('.')") == 2
  end)
  equal('', editor:command('normal! gg'))
end)

check('K on a page shows the card of another status', function()
  open_page()
  editor:put_cursor_on('410 Gone](<')
  contains(editor:hover(), '410 Gone')
end)

-- Files without a type

local function type_of(path)
  editor:command('edit ' .. path)
  return editor:lua('return vim.bo.filetype')
end

check('the server attaches to logs, and to the files of redirects and headers', function()
  local line = '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET /x HTTP/1.1" 404 209 "-" "curl/8"'
  for _, name in ipairs({ 'access.log', 'access.log.1', 'error_log', 'x.log' }) do
    editor:open(write('logs/' .. name, line))
    equal('log', editor:lua('return vim.bo.filetype'))
    editor:put_cursor_on('404')
    contains(editor:hover(), '404 Not Found')
  end
  editor:open(write('logs/_redirects', '/home / 301'))
  editor:open(write('logs/_headers', '/*\n  X-Frame-Options: DENY'))
end)

check('a type that something else detects goes first', function()
  equal('upstreamlog', type_of(write('logs/upstream.log', '1')))
  equal('messages', type_of(write('var/log/auth.log', 'Oct 10 sshd')))
  equal('sh', type_of(write('logs/run.log.sh', 'ls')))
  editor:lua("vim.filetype.add({ extension = { log = 'mine' } })")
  equal('mine', type_of(write('logs/theirs.log', '1')))
end)

check('a log of gigabytes is not sent to the server', function()
  local other = Editor.start(init)
  local path = write('logs/large_access_log', '1')
  -- It takes no room on the disk.
  assert(vim.uv.fs_ftruncate(assert(vim.uv.fs_open(path, 'r+', 0)), 20 * 1024 * 1024))
  other:lua('vim.cmd.edit(...)', path)
  equal('', other:lua('return vim.bo.filetype'))
  equal(0, other:lua('return #vim.lsp.get_clients({ bufnr = 0 })'))
  other:quit()
end)

editor:quit()
