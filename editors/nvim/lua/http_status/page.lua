-- Shows a page as `:help` shows its own: in a split, in a window that already shows one, and read-only.

local M = {}

--- The address of a reference, which stands at the end of the page.
local function address_of(reference)
  local start = ('[%s]: <'):format(reference)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    if vim.startswith(line, start) then
      return line:match('<(.*)>')
    end
  end
end

--- The target of the link under the cursor, nothing where there is none.
local function target_under_cursor()
  local line, column = vim.api.nvim_get_current_line(), vim.fn.col('.')
  local reference = line:match('^%[%d+%]: <(.*)>$')
  if reference then
    return reference
  end
  local start = 1
  while true do
    local from, label_end = line:find('%[[^%]]*%]', start)
    if not from or column < from then
      return nil
    end
    local _, to, target = line:find('^%(<([^>]*)>%)', label_end + 1)
    if not to then
      _, to, target = line:find('^%[(%d+)%]', label_end + 1)
      target = target and address_of(target)
    end
    if target and column <= to then
      return target
    end
    start = (to or label_end) + 1
  end
end

--- Opens what the link under the cursor leads to: another page in this window, or an address on the web outside of Neovim.
--- Without a link, the key does what it does elsewhere.
local function follow(key)
  local target = target_under_cursor()
  if not target then
    vim.api.nvim_feedkeys(vim.keycode(key), 'ni', false)
  elseif target:find('^%a+://') then
    local _, problem = vim.ui.open(target)
    if problem then
      vim.notify(problem, vim.log.levels.ERROR)
    end
  else
    local folder = vim.fs.dirname(vim.api.nvim_buf_get_name(0))
    -- The way back is CTRL-O or CTRL-T.
    vim.fn.settagstack(vim.fn.win_getid(), {
      items = { { tagname = target, from = { vim.fn.bufnr(), vim.fn.line('.'), vim.fn.col('.'), 0 } } },
    }, 't')
    vim.cmd({ cmd = 'edit', args = { vim.fs.joinpath(folder, target) }, magic = { file = false, bar = false } })
  end
end

--- Makes the buffer of a page read-only and maps the keys that follow its links.
function M.prepare(buffer)
  local options = vim.bo[buffer]
  options.readonly, options.modifiable, options.buflisted, options.swapfile = true, false, false, false
  if options.filetype == '' then
    -- Where file types are not detected.
    options.filetype = 'markdown'
  end
  for _, key in ipairs({ '<CR>', 'gf', 'gx' }) do
    vim.keymap.set('n', key, function()
      follow(key)
    end, { buffer = buffer, desc = 'Follow the link under the cursor' })
  end
end

--- Lets the current window show the page in it as text: Markdown's marks are hidden and words stay whole. What it shows next
--- has the window's own options again.
function M.show()
  local options = vim.wo[0][0]
  options.wrap, options.linebreak, options.breakindent, options.list = true, true, true, false
  -- Lines of a list continue below their text.
  options.breakindentopt = 'list:-1'
  options.conceallevel, options.concealcursor = 2, 'nc'
  options.spell, options.foldenable, options.smoothscroll = false, false, true
  -- The last line of a window may be shown in part, without a mark for it.
  options.fillchars = 'lastline: '
  pcall(vim.treesitter.start, 0, 'markdown')
end

--- The window of the current tab page that shows a page of this folder, or nothing.
local function window_of(folder)
  return vim.iter(vim.api.nvim_tabpage_list_wins(0)):find(function(window)
    local name = vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window))
    return vim.fs.dirname(name) == folder and vim.api.nvim_win_get_config(window).relative == ''
  end)
end

--- Opens the place at which a project defines a status, with the modifiers of a command. Answers what went wrong, or nothing.
function M.open_definition(location, modifiers)
  local command = { cmd = 'split', mods = modifiers, magic = { file = false, bar = false } }
  command.args = { vim.fs.normalize(vim.uri_to_fname(location.uri)) }
  local ok, problem = pcall(vim.cmd, command)
  if not ok then
    return (tostring(problem):gsub('^.-(E%d+:)', '%1'))
  end
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_win_set_cursor(0, { math.min(location.range.start.line + 1, last), 0 })
end

--- Opens the page of this address, with the modifiers of a command. Answers what went wrong, or nothing.
function M.open(address, modifiers)
  local path = vim.fs.normalize(vim.uri_to_fname(address))
  if not vim.uv.fs_stat(path) then
    -- An `:edit` would show an empty file under the name of the page.
    return ('%s is missing; the server writes it again when it is asked again'):format(path)
  end

  -- Another Neovim may show the same page, and nobody edits it.
  local mods = vim.tbl_extend('force', modifiers or {}, { noswapfile = true })
  local command = { cmd = 'split', args = { path }, mods = mods, magic = { file = false, bar = false } }
  local window = mods.tab == -1 and window_of(vim.fs.dirname(path))
  if window then
    vim.api.nvim_set_current_win(window)
    command.cmd = 'edit'
  elseif vim.api.nvim_win_get_config(0).relative ~= '' then
    -- A floating window, such as that of a card, closes when it is left.
    vim.cmd.wincmd('p')
  end
  local ok, problem = pcall(vim.cmd, command)
  if not ok then
    return (tostring(problem):gsub('^.-(E%d+:)', '%1'))
  end

  M.prepare(vim.api.nvim_get_current_buf())
  M.show()
end

return M
