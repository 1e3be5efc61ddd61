require "action_controller/railtie"
require "rack/handler/puma"
<<imports>>

class Cases < Rails::Application
  config.eager_load = false
  config.hosts.clear
  config.logger = Logger.new(File::NULL)
  config.secret_key_base = "0" * 64
  routes.append do
    # <<case>>
    get "<<path>>", to: "cases#handler<<id>>_<<code>>"
    # <<end>>
  end
end

class CasesController < ActionController::Base
  # <<case>>
  def handler<<id>>_<<code>>
    <<line>>
  end
  # <<end>>
end

Cases.initialize!
Rack::Handler::Puma.run(Cases, Host: "127.0.0.1", Port: <<port>>)
