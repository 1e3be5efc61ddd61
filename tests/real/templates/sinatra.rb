require "sinatra"
<<imports>>

set :bind, "127.0.0.1"
set :port, <<port>>
set :environment, :production
# <<case>>
get "<<path>>" do
  <<line>>
end
# <<end>>
