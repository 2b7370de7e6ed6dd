@echo off
rem tooltrail-hook AGENT: hands the payload on stdin to Tooltrail. See tooltrail-hook.ps1.
powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0tooltrail-hook.ps1" "%~1" >nul 2>nul
exit /b 0
