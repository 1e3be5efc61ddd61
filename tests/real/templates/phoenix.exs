# Phoenix takes any module that encodes JSON; an application has Jason.
defmodule Json do
  def encode_to_iodata!(map) do
    ["{", Enum.map(map, fn {key, value} -> inspect(to_string(key)) <> ": " <> inspect(value) end), "}"]
  end
end

defmodule Lines do
  use Phoenix.Controller
  import Plug.Conn

  # <<case>>
  def handler(%{request_path: "<<path>>"} = conn, _) do
    <<line>>
  end
  # <<end>>
end

defmodule Router do
  use Phoenix.Router

  get "/case/:id/:code", Lines, :handler
end

Application.put_env(:phoenix, :json_library, Json)
{:ok, _} = Application.ensure_all_started(:cowboy)
{:ok, _} = :telemetry_app.start(:normal, [])
{:ok, _} = Plug.Application.start(:normal, [])
options = [ip: {127, 0, 0, 1}, port: <<port>>, stream_handlers: [:cowboy_stream_h]]
{:ok, _} = Plug.Cowboy.http(Router, [], options)
Process.sleep(:infinity)
