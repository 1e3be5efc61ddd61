-- The command alone. Its code is read when it is first used, so that this costs next to nothing at the start.

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
