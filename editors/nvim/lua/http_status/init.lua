-- `:HttpStatus`: from what was typed, or from what stands under the cursor, to a page.

local server = require('http_status.server')
local search = require('http_status.search')
local page = require('http_status.page')

local M = {}

local function complain(problem)
  vim.notify('HttpStatus: ' .. problem, vim.log.levels.ERROR)
end

--- Shows the page of a status, or what is known without one.
local function show(client, status, modifiers)
  local problem
  if status.page then
    problem = page.open(status.page, modifiers)
    if not problem then
      return
    end
  elseif server.has_pages(client) then
    problem = 'the pages cannot be written; see :checkhealth http_status'
  else
    problem = 'the setting httpStatus.pages.enable is off'
  end
  local known = ('%d %s (%s): %s'):format(status.code, status.name, status.owner, status.summary)
  vim.notify(('%s\nHttpStatus: there is no page to open: %s.'):format(known, problem), vim.log.levels.WARN)
end

local function choose(client, statuses, modifiers)
  vim.ui.select(statuses, {
    prompt = 'HTTP status',
    kind = 'http_status',
    format_item = function(status)
      local text = ('%d %s'):format(status.code, status.name)
      return status.isRegistered and text or ('%s (%s)'):format(text, status.owner)
    end,
  }, function(status)
    if status then
      show(client, status, modifiers)
    end
  end)
end

--- Runs the command, with the table that Neovim hands to commands.
function M.run(options)
  local client, problem = server.client()
  local statuses
  if client then
    statuses, problem = server.statuses(client)
  end
  if not client or not statuses then
    return complain(problem)
  end

  local query = search.query(options.args)
  if query ~= '' then
    local fits = search.find(statuses, query)
    if #fits == 1 then
      show(client, fits[1], options.smods)
    elseif #fits > 1 then
      choose(client, fits, options.smods)
    else
      complain(('no status fits "%s"; :HttpStatus without an argument lists all'):format(query))
    end
    return
  end

  local code = server.code_under_cursor(client)
  if not code then
    return choose(client, statuses, options.smods)
  end
  local status = search.find(statuses, code)[1]
  if status then
    show(client, status, options.smods)
  else
    complain(('%s stands for a status here, but none is known under this code; K shows its class'):format(code))
  end
end

--- Completes the command's argument: codes, and names of several words.
function M.complete(lead, line, position)
  -- The first word with a capital letter is the command, which may be shortened and have modifiers before it.
  local typed = line:sub(1, position):match('^.-%f[%w]H%a*!?%s+(.*)$')
  local client = server.client()
  local statuses = typed and client and server.statuses(client, { may_be_old = true })
  return statuses and search.complete(statuses, typed, lead) or {}
end

return M
