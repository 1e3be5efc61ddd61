-- What all tests share: one line for each, and the files that they are about.

local checks = {}

local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
local passed, failed = 0, 0

checks.project = assert(vim.env.HTTP_STATUS_PROJECT, 'run.sh starts this')
checks.scratch = assert(vim.env.HTTP_STATUS_SCRATCH)
--- The plugin, and the configuration that its README shows.
checks.plugin = assert(vim.env.HTTP_STATUS_NVIM)
checks.init = here .. '/minimal_init.lua'

-- Not `print`, which writes to standard error here.
local function say(line)
  io.stdout:write(line, '\n')
  io.stdout:flush()
end

--- Runs one test and says how it went.
function checks.check(name, body)
  local ok, problem = pcall(body)
  if ok then
    passed = passed + 1
    say('ok - ' .. name)
  else
    failed = failed + 1
    say(('not ok - %s: %s'):format(name, (tostring(problem):gsub('\nstack traceback:.*', ''))))
  end
end

--- Says the total and ends the process.
function checks.finish()
  say(('%d passed, %d failed'):format(passed, failed))
  os.exit(failed == 0)
end

function checks.equal(wanted, found)
  if not vim.deep_equal(wanted, found) then
    error(('wanted %s, found %s'):format(vim.inspect(wanted), vim.inspect(found)), 0)
  end
end

function checks.contains(text, wanted)
  if not text:find(wanted, 1, true) then
    error(('%s is not in %s'):format(vim.inspect(wanted), vim.inspect(text)), 0)
  end
end

function checks.lacks(text, unwanted)
  if text:find(unwanted, 1, true) then
    error(('%s is in %s'):format(vim.inspect(unwanted), vim.inspect(text)), 0)
  end
end

function checks.read(path)
  local file = assert(io.open(path))
  local text = file:read('*a')
  file:close()
  return text
end

--- Writes a file into the scratch folder and answers its path.
function checks.write(name, text)
  local path = ('%s/%s'):format(checks.scratch, name)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'w'))
  file:write(text, '\n')
  file:close()
  return path
end

return checks
