require "json"
<<imports>>

WAITS = []

def record(seconds)
  WAITS << seconds
end

<<code>>

ARGV.each do |url|
  WAITS.clear
  is_404 = false
  <<call>>
  <<check>>
  puts JSON.generate(status: response.status, waits: WAITS, is_404: is_404)
end
