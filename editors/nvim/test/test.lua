-- What a user of Neovim does with the server, done in a real Neovim. `run.sh` starts this.

local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
package.path = here .. '/?.lua;' .. package.path

-- `HTTP_STATUS_ONLY` names one group, for those who work on it.
local only = vim.env.HTTP_STATUS_ONLY
for _, group in ipairs({ 'features', 'command', 'actions', 'pages', 'health', 'processes', 'documents', 'floats', 'guests' }) do
  if not only or only == '' or only == group then
    dofile(('%s/%s.lua'):format(here, group))
  end
end

require('checks').finish()
