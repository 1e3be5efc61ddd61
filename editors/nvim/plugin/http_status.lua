-- What has to be there from the start. All else is read when it is first used, so that this costs next to nothing.

if vim.g.loaded_http_status then
  return
end
vim.g.loaded_http_status = true

vim.api.nvim_create_user_command('HttpStatus', function(options)
  require('http_status').run(options)
end, {
  nargs = '*',
  complete = function(lead, line, position)
    return require('http_status').complete(lead, line, position)
  end,
  desc = 'Open the page of an HTTP status, by its code, its name or words, or of the one under the cursor',
})

local group = vim.api.nvim_create_augroup('http_status', {})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(event)
    local ours = vim.lsp.get_clients({ bufnr = event.buf, name = 'http_status' })[1]
    if ours then
      require('http_status.attach').attach(ours, event.buf)
    end
  end,
  desc = 'Keys and completion beside other servers',
})

-- The server's folder of pages in the cache directory, whichever command opens one.
local pages = '*/http-status-lsp/pages-*/*.md'

vim.api.nvim_create_autocmd('BufReadPost', {
  group = group,
  pattern = pages,
  callback = function(event)
    require('http_status.page').prepare(event.buf)
  end,
  desc = 'Pages are read-only, and their links can be followed',
})

vim.api.nvim_create_autocmd('BufWinEnter', {
  group = group,
  pattern = pages,
  callback = function()
    require('http_status.page').show()
  end,
  desc = 'Windows show pages as text and not as source',
})

-- Types for files about statuses that have none, or else no server attaches. Whatever detects another type goes first.
local LARGE = 20 * 1024 * 1024

local function log(path)
  -- Neovim sends a file whole when a server attaches.
  return vim.fn.getfsize(path) < LARGE and 'log' or nil
end

local last = { priority = -math.huge }
vim.filetype.add({
  pattern = {
    ['.*%.log'] = { log, last },
    ['.*%.log%.%d+'] = { log, last },
    ['.*access[_-]log'] = { log, last },
    ['.*error[_-]log'] = { log, last },
    ['.*/_redirects'] = { 'conf', last },
    ['.*/_headers'] = { 'conf', last },
  },
})
