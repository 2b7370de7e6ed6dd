# Hands the payload on stdin, which an agent's hook brings, to Tooltrail: to the server that server.json names, or, where
# that is away or refuses for now, to the folder spool, which the server empties. Both times under the same id. Prints
# nothing, and always succeeds.
param([string] $Agent)

$ErrorActionPreference = 'Stop'
$MaxFiles = 10000
$MaxBytes = 52428800
# How long a server may take for its answer, in ms.
$Patience = 2000

# True when the server has the payload, or says that it will never take it.
function Send-Payload([string] $Base, [string] $Id, [byte[]] $Body) {
  try {
    $server = Get-Content -Raw (Join-Path $Base 'server.json') | ConvertFrom-Json
    # After a crash the port may be anybody's, and the token is nobody else's business.
    [void] (Get-Process -Id $server.pid)
    $request = [Net.WebRequest]::CreateHttp("http://127.0.0.1:$([int] $server.port)/hooks/$Agent")
    $request.Proxy = $null
    $request.Method = 'POST'
    $request.Timeout = $Patience
    $request.ContentType = 'application/json'
    $request.ServicePoint.Expect100Continue = $false
    $request.Headers['Authorization'] = "Bearer $($server.token)"
    $request.Headers['X-Tooltrail-Id'] = $Id
    $stream = $request.GetRequestStream()
    $stream.Write($Body, 0, $Body.Length)
    $stream.Close()
    $response = $request.GetResponse()
  } catch [Net.WebException] {
    $response = $_.Exception.Response
  } catch {
    return $false
  }
  if (-not $response) { return $false }
  $ours = [bool] $response.Headers['X-Tooltrail-Id']
  $status = [int] $response.StatusCode
  $response.Close()
  return $ours -and ($status -in 204, 400, 404, 413)
}

# Keeps the payload for later, unless what is kept already has reached its bounds.
function Save-Payload([string] $Base, [string] $Id, [byte[]] $Body, [datetime] $Time) {
  $spool = Join-Path $Base 'spool'
  [void] (New-Item -ItemType Directory -Force $spool)
  $kept = Get-ChildItem -File $spool | Measure-Object -Property Length -Sum
  if ($kept.Count -ge $MaxFiles -or $kept.Sum + $Body.Length -gt $MaxBytes) { return }
  $part = Join-Path $spool "$Agent.$Id.part"
  [IO.File]::WriteAllBytes($part, $Body)
  [IO.File]::SetLastWriteTimeUtc($part, $Time)
  [IO.File]::Move($part, (Join-Path $spool "$Agent.$Id.json"))
}

try {
  $buffer = New-Object IO.MemoryStream
  [Console]::OpenStandardInput().CopyTo($buffer)
  $body = $buffer.ToArray()
  $time = [datetime]::UtcNow
  $base = if ($env:TOOLTRAIL_HOME) { $env:TOOLTRAIL_HOME } else { Split-Path $PSScriptRoot }
  $id = [guid]::NewGuid().ToString()
  if ($body.Length -gt 0 -and $Agent -cmatch '^[a-z-]+$' -and -not (Send-Payload $base $id $body)) {
    Save-Payload $base $id $body $time
  }
} catch {
  # Whatever happens here is none of the agent's business.
}
exit 0
