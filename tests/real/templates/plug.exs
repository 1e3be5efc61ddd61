defmodule Lines do
  <<imports>>

  def init(options), do: options
  # <<case>>
  def call(%{request_path: "<<path>>"} = conn, _) do
    <<line>>
  end
  # <<end>>
end

{:ok, _} = Application.ensure_all_started(:cowboy)
{:ok, _} = :telemetry_app.start(:normal, [])
{:ok, _} = Plug.Application.start(:normal, [])
options = [ip: {127, 0, 0, 1}, port: <<port>>, stream_handlers: [:cowboy_stream_h]]
{:ok, _} = Plug.Cowboy.http(Lines, [], options)
Process.sleep(:infinity)
