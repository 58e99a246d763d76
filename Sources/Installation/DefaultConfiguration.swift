/// The text of /etc/lookback/lookback.yaml as it is installed.
public let defaultConfiguration = """
  # Lookback's configuration; see docs/service.md. Everything has a default.

  """
