-- What the plugin does when the server attaches to a buffer.

local constants = require('http_status.constants')

local M = {}

local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))

-- The `on_attach` of lsp/http_status.lua, read once.
local own_on_attach

--- Whether the client's configuration has the `on_attach` of lsp/http_status.lua, and not one of the user that replaces it.
local function has_own_on_attach(client)
  local callback = client.config.on_attach
  return type(callback) == 'function'
    and vim.endswith(vim.fs.normalize(debug.getinfo(callback, 'S').source), 'lsp/http_status.lua')
end

--- To be called when this client has attached to a buffer, and when another one has joined it there.
function M.attach(client, buffer)
  constants.compare(client, buffer)
  if not has_own_on_attach(client) then
    own_on_attach = own_on_attach or dofile(vim.fs.normalize(here .. '/../../lsp/http_status.lua')).on_attach
    own_on_attach(client, buffer)
  end
end

return M
