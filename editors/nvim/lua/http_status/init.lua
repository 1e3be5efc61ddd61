-- `:HttpStatus`: from what was typed, or from what stands under the cursor, to a page.

local server = require('http_status.server')
local search = require('http_status.search')
local page = require('http_status.page')

local M = {}

local function complain(problem)
  vim.notify('HttpStatus: ' .. problem, vim.log.levels.ERROR)
end

--- Opens the page of a status, or for a project's own status the file at the lines that define it. Without a page, it prints code, name,
--- owner and summary, and the reason why there is no page.
local function show(client, status, modifiers)
  local problem
  if status.definition then
    problem = page.open_definition(status.definition, modifiers)
    return problem and complain(problem)
  elseif status.page then
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

--- Writes the lines of a status at the cursor, or says why not.
local function insert(client, status)
  if not vim.bo.modifiable then
    return complain('the buffer cannot be changed')
  end
  local found, problem = server.insertion(client, status.code)
  if problem then
    return complain(problem)
  elseif not found then
    local language = vim.bo.filetype ~= '' and ('files of the type "%s"'):format(vim.bo.filetype) or 'a file without a type'
    return complain(('there is no line for %d %s in %s'):format(status.code, status.name, language))
  end
  require('http_status.insertion').write(found, client.offset_encoding)
  if #found.missing > 0 then
    vim.notify(('HttpStatus: the lines also need\n%s'):format(table.concat(found.missing, '\n')), vim.log.levels.WARN)
  end
end

local function choose(statuses, act)
  vim.ui.select(statuses, {
    prompt = 'HTTP status',
    kind = 'http_status',
    format_item = function(status)
      local text = ('%d %s'):format(status.code, status.name)
      return status.isRegistered and text or ('%s (%s)'):format(text, status.owner)
    end,
  }, function(status)
    if status then
      act(status)
    end
  end)
end

--- What follows the word that inserts lines and opens no page, or nothing.
local function insert_query(typed)
  return typed:match('^%s*insert%s*$') and '' or typed:match('^%s*insert%s+(.*)$')
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

  local to_insert = insert_query(options.args)
  local function act(status)
    if to_insert then
      insert(client, status)
    else
      show(client, status, options.smods)
    end
  end

  local query = search.query(to_insert or options.args)
  if query ~= '' then
    local fits = search.find(statuses, query)
    if #fits == 1 then
      act(fits[1])
    elseif #fits > 1 then
      choose(fits, act)
    else
      complain(('no status fits "%s"; :HttpStatus without an argument lists all'):format(query))
    end
    return
  end

  local code = server.code_under_cursor(client)
  if not code then
    return choose(statuses, act)
  end
  local status = search.find(statuses, code)[1]
  if status then
    act(status)
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
  if not statuses then
    return {}
  end
  local rest = typed:match('^insert%s+(.*)$')
  local found = search.complete(statuses, rest or typed, lead)
  if not rest and vim.startswith('insert', typed) then
    table.insert(found, 'insert')
  end
  return found
end

return M
