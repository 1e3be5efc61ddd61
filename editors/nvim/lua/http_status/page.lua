-- Shows a page as `:help` shows its own: in a split, in a window that already shows one, and read-only.

local M = {}

--- The window of the current tab page that shows a page of this folder, or nothing.
local function window_of(folder)
  return vim.iter(vim.api.nvim_tabpage_list_wins(0)):find(function(window)
    local name = vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window))
    return vim.fs.dirname(name) == folder and vim.api.nvim_win_get_config(window).relative == ''
  end)
end

--- Opens the page of this address, with the modifiers of a command. Answers what went wrong, or nothing.
function M.open(address, modifiers)
  local path = vim.fs.normalize(vim.uri_to_fname(address))
  if not vim.uv.fs_stat(path) then
    -- An `:edit` would show an empty file under the name of the page.
    return ('%s has been deleted; a restart of the server writes it again'):format(path)
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

  vim.bo.readonly = true
  vim.bo.modifiable = false
  vim.bo.buflisted = false
  if vim.bo.filetype == '' then
    -- Where file types are not detected.
    vim.bo.filetype = 'markdown'
  end
end

return M
