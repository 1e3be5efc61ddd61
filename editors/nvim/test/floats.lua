-- What a user sees of a card: each row of the floating window as it is on the screen, for every status, in windows of 80 and of
-- 110 columns. Neovim breaks lines by their source, so text that it hides can tear words and leave empty rows.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, write = checks.check, checks.equal, checks.contains, checks.write

-- Nothing but the file that users copy: neither the plugin nor a configuration around it.
local copied = checks.scratch .. '/copied'
vim.fn.mkdir(copied .. '/lsp', 'p')
assert(vim.uv.fs_copyfile(checks.plugin .. '/lsp/http_status.lua', copied .. '/lsp/http_status.lua'))
local init = write('copied/init.lua', ([[
vim.opt.runtimepath:prepend('%s')
vim.opt.completeopt = { 'menuone', 'noselect', 'popup' }
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf)
  end,
})
vim.lsp.enable('http_status')
]]):format(copied))

local editor = Editor.start(init)

-- High enough for the longest card.
local HEIGHT = 240

--- Asks for the card at a line, and answers the rows of the window that opens.
local function float_at(line)
  return editor:lua([[
    vim.fn.cursor(..., 1)
    vim.fn.search('\\d\\(\\d\\d\\|xx\\)', 'c', vim.fn.line('.'))
    vim.lsp.buf.hover()
    local window
    local is_open = vim.wait(5000, function()
      window = vim.iter(vim.api.nvim_list_wins()):find(function(id)
        return vim.api.nvim_win_get_config(id).relative ~= ''
      end)
      return window
    end, 2)
    assert(is_open, 'no window opens for ' .. vim.api.nvim_get_current_line())
    local found = rows(window)
    vim.api.nvim_win_close(window, true)
    return found
  ]], line)
end

--- The card at the cursor as plain text, from a client that takes nothing else.
local function plain_at()
  return editor:lua([[
    local params = vim.lsp.util.make_position_params(0, plain.offset_encoding)
    return plain:request_sync('textDocument/hover', params, 5000, 0).result.contents.value
  ]])
end

--- Splits a card into the words outside of its example, and the example without blanks. Marks of lists, headings and rules do
--- not count.
local function parts(lines)
  local words, example, is_example = {}, {}, false
  for _, line in ipairs(lines) do
    local text = vim.trim(line:gsub('^#+ ', ''):gsub('^%s*%- ', ''):gsub('^%s*%d%. ', ''):gsub('^─.*', ''))
    local is_heading = vim.startswith(line, '#') or vim.list_contains({ 'Substatuses of IIS', 'Related codes', 'Other meanings' }, line)
    is_example = text == 'Example' or is_example and not is_heading and not vim.startswith(line, 'All codes')
    if is_example then
      table.insert(example, (text:gsub('%s', '')))
    else
      vim.list_extend(words, vim.split(text, '%s+', { trimempty = true }))
    end
  end
  return words, table.concat(example)
end

--- The words of lines without marks of Markdown, as 'linebreak' may break them: behind the characters of 'breakat' too.
local function pieces(lines)
  return (parts(vim.tbl_map(function(line)
    return (line:gsub('%*%*', ''):gsub('`', ''):gsub('%f[%p][!@*%-+;:,./?]+', '%0 '))
  end, lines)))
end

--- Says where two lists begin to differ, and not all that is in them.
local function equal_lists(wanted, found)
  for index = 1, math.max(#wanted, #found) do
    if wanted[index] ~= found[index] then
      local last = math.min(index + 5, #wanted)
      equal({ unpack(wanted, math.max(index - 5, 1), last) }, { unpack(found, math.max(index - 5, 1), last) })
    end
  end
  equal(#wanted, #found)
end

local lines = {}

check('a client of plain text serves as the measure', function()
  editor:open(write('copied/all.http', 'HTTP/1.1 404 Not Found'))
  local statuses = editor:lua([[
    plain = vim.lsp.get_client_by_id(vim.lsp.start({
      name = 'plain',
      cmd = { 'http-status-lsp' },
      capabilities = { textDocument = { hover = { contentFormat = { 'plaintext' } } } },
    }))
    assert(vim.wait(5000, function() return plain.initialized end, 2))
    -- It is asked below, and no key asks it.
    plain.server_capabilities.hoverProvider = false
    local client = vim.lsp.get_clients({ name = 'http_status' })[1]
    return client:request_sync('httpStatus/statuses', vim.empty_dict(), 5000, 0).result.statuses
  ]])
  assert(#statuses > 70, #statuses)
  for _, status in ipairs(statuses) do
    table.insert(lines, ('HTTP/1.1 %d %s'):format(status.code, status.name))
  end
  -- Registered nowhere.
  vim.list_extend(lines, { 'HTTP/1.1 299 Odd', 'HTTP/1.1 432 Odd', 'HTTP/1.1 600 Odd' })
end)

--- Compares each window with the text that it is to show.
local function compare(columns, name, text, seen_by)
  check(('all cards %s are whole in %d columns'):format(name, columns), function()
    editor:show(columns, HEIGHT)
    editor:open(write('copied/' .. seen_by, text))
    editor:lua('vim.lsp.buf_attach_client(0, plain.id)')
    for line in ipairs(vim.split(text, '\n')) do
      local found = float_at(line)
      local wanted = vim.split(plain_at(), '\n', { trimempty = true })
      local words, example = parts(found)
      local wanted_words, wanted_example = parts(wanted)
      equal_lists(wanted_words, words)
      equal(wanted_example, example)

      -- Rows without text are those between the blocks, one each.
      for row, shown in ipairs(found) do
        if shown == '' then
          local above, below = found[row - 1] or '', found[row + 1] or ''
          assert(above ~= '' and below ~= '', ('two empty rows, or one at an end, at %d of %s'):format(row, vim.inspect(found)))
        end
        assert(not shown:find('%*%*') and not shown:find('](', 1, true), shown)
      end
    end
  end)
end

for _, columns in ipairs({ 80, 110 }) do
  compare(columns, 'of statuses', table.concat(lines, '\n'), 'all.http')
  compare(columns, 'of classes', 'HTTP errors are 4xx or\n5xx responses.', 'classes.md')
end

check('K in a window of 40 columns shows whole words', function()
  editor:show(81, HEIGHT)
  editor:open(write('copied/narrow.js', 'res.status(404)'))
  editor:lua("vim.lsp.buf_attach_client(0, plain.id); vim.cmd('vsplit')")
  editor:put_cursor_on('404')
  editor:type('K')
  local window = editor:wait('the window', function()
    return editor:lua([[
      local window = vim.b.lsp_floating_preview
      return window and vim.api.nvim_win_is_valid(window) and vim.wo[window].linebreak and window
    ]])
  end)
  local found = editor:rows(window)
  local wanted = vim.split(plain_at(), '\n', { trimempty = true })
  equal_lists(pieces(wanted), pieces(found))
  editor:lua("vim.cmd('only')")
end)

-- The popup beside the completion menu, in the columns that the menu leaves.
for _, columns in ipairs({ 80, 110 }) do
  check(('the documentation of completions shows at once, with whole words, in %d columns'):format(columns), function()
    editor:show(columns, HEIGHT)
    local before = 'package main\n\nimport "net/http"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader('
    editor:insert_behind('WriteHeader(', write('copied/main.go', before .. ')\n}'))
    editor:type('http.StatusNot<C-x><C-o>')
    local labels = editor:wait('the menu', function()
      return editor:menu()
    end)
    for _, label in ipairs(labels) do
      editor:type('<C-n>')
      local window = editor:wait('the documentation of ' .. label, function()
        return editor:lua([[
          local info = vim.fn.complete_info({ 'selected', 'items' })
          local item = info.items[info.selected + 1]
          local window = info.preview_winid
          return item and item.abbr == ... and window and vim.api.nvim_win_is_valid(window) and window
        ]], label)
      end)
      local text = editor:lua([[
        local item = vim.fn.complete_info({ 'selected', 'items' })
        return item.items[item.selected + 1].info
      ]])
      contains(text, '## ')
      local shown = table.concat(editor:rows(window), '\n')
      assert(not shown:find('**', 1, true) and not shown:find('`', 1, true), shown)
      equal_lists(pieces(vim.split(text, '\n')), pieces(vim.split(shown, '\n')))
    end
    editor:type('<C-\\><C-n>')
  end)
end

editor:quit()
