-- What a user sees of a card: each row of the floating window as it is on the screen, for every status, in windows of 80 and of
-- 110 columns. Neovim breaks lines by their source, so text that it hides can tear words and leave empty rows.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks, write = checks.check, checks.equal, checks.contains, checks.lacks, checks.write

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

--- Presses K on the status of a line, which is the first of the window. Answers the rows of the card without its border, and the
--- rows of the screen, counted from 0, where the cursor is and the card with its border begins and ends.
local function screen_at(line)
  return editor:lua([[
    vim.fn.cursor(..., 1)
    vim.fn.search('\\d\\d\\d', 'c', vim.fn.line('.'))
    vim.cmd('normal! zt')
    vim.cmd.redraw()
    local cursor = vim.fn.winline() - 1
    vim.api.nvim_feedkeys('K', 'mx', false)
    local window
    local is_open = vim.wait(5000, function()
      window = vim.b.lsp_floating_preview
      return window and vim.api.nvim_win_is_valid(window) and vim.wo[window].linebreak
    end, 2)
    assert(is_open, 'no window opens for ' .. vim.api.nvim_get_current_line())
    local found = rows(window)
    local first = vim.api.nvim_win_get_position(window)[1]
    local border = vim.o.winborder == 'rounded' and 2 or 0
    local last = first + vim.api.nvim_win_get_height(window) + border - 1
    vim.api.nvim_win_close(window, true)
    return { rows = found, cursor = cursor, first = first, last = last }
  ]], line)
end

--- Sets `hover.detail` for both clients.
local function set_detail(detail)
  editor:configure({ hover = { detail = detail } })
  editor:lua([[
    local settings = { httpStatus = { hover = { detail = ... } } }
    plain.settings = settings
    plain:notify('workspace/didChangeConfiguration', { settings = settings })
  ]], detail)
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
    local text = vim.trim(line:gsub('^%s*#+ ', ''):gsub('^%s*%- ', ''):gsub('^%s*%d%. ', ''):gsub('^─.*', ''))
    is_example = text == 'Example' or is_example and text ~= 'Background'
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

--- What the server sends for the cursor, line by line, without the marks of Markdown, which Neovim hides.
local function sent_at()
  local source = editor:request('textDocument/hover').contents.value
  local lines = vim.tbl_filter(function(line)
    return not vim.startswith(line, '```')
  end, vim.split(source, '\n', { trimempty = true }))
  return vim.tbl_map(function(line)
    return (line:gsub('%*%*', ''):gsub('``? ?(.-) ?``?', '%1'))
  end, lines)
end

--- The card at the cursor in plain text without its foot, which is addresses alone.
local function plain_without_foot()
  return vim.tbl_filter(function(line)
    return not vim.startswith(line, 'MDN: ')
  end, vim.split(plain_at(), '\n', { trimempty = true }))
end

--- Compares each window with the text that it is to show: the full card in plain text, and the brief one, which has as many
--- entries as the screen has room for, as it was sent.
local function compare(columns, detail, name, text, seen_by)
  check(('all %s cards %s are whole in %d columns'):format(detail, name, columns), function()
    editor:show(columns, HEIGHT)
    editor:open(write('copied/' .. seen_by, text))
    editor:lua('vim.lsp.buf_attach_client(0, plain.id)')
    set_detail(detail)
    for line in ipairs(vim.split(text, '\n')) do
      local found = float_at(line)
      local wanted = detail == 'full' and plain_without_foot() or sent_at()
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

for _, case in ipairs({ { 80, 'full' }, { 110, 'full' }, { 110, 'brief' } }) do
  local columns, detail = unpack(case)
  compare(columns, detail, 'of statuses', table.concat(lines, '\n'), 'all.http')
  compare(columns, detail, 'of classes', 'HTTP errors are 4xx or\n5xx responses.', 'classes.md')
end

-- A terminal as it opens. The status is in the first row of the window, below which there is the most room.
for _, border in ipairs({ 'none', 'rounded' }) do
  check(('each brief card is whole on a screen of 80 columns and 24 rows, border %s'):format(border), function()
    editor:show(80, 24)
    editor:open(write('copied/all.http', table.concat(lines, '\n')))
    editor:lua('vim.o.winborder = ...', border)
    for line in ipairs(lines) do
      local float, sent = screen_at(line), sent_at()
      -- With its border it is on the screen, above the command line, and does not hide the status.
      assert(float.first > float.cursor and float.last < 23, vim.inspect(float))
      equal(#sent, #float.rows)
      for row, shown in ipairs(float.rows) do
        equal(vim.trim(sent[row]), vim.trim(shown))
      end
      local text = table.concat(float.rows, '\n')
      contains(text, ('## %s '):format(lines[line]:match(' (%d%d%d) ')))
      -- What is registered nowhere may have no advice, and what a vendor means by another's number has none.
      if not vim.endswith(lines[line], ' Odd') and not text:find('elsewhere', 1, true) then
        contains(text, '\n1. ')
      end
      lacks(text, 'Full card')
      lacks(text, 'MDN')
    end
    editor:lua("vim.o.winborder = ''")
  end)
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
  equal_lists(pieces(sent_at()), pieces(editor:rows(window)))
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
