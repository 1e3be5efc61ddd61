mix.exs
defmodule Shop.MixProject do
  def project do
    [app: :shop, elixir: "~> 1.14", deps: deps()]
  end

  defp deps do
    [
      {:phoenix, "~> 1.7.10"},
      {:plug_cowboy, "~> 2.5", only: [:dev, :test]},
      {:bandit, ">= 1.0.0", only: :prod},
      {:core, in_umbrella: true},
      {:plug, github: "elixir-plug/plug"} # newest
    ]
  end

  def run, do: {:ok, "1.0"}
end
