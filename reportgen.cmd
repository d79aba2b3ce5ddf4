@echo off
rem Run reportgen from this checkout, from any folder; what set-up is missing is done first.
setlocal
set "PY=python"
where py >nul 2>nul && set "PY=py -3"
%PY% "%~dp0tools\bootstrap.py" || exit /b 2
"%~dp0.venv\Scripts\python.exe" -P -m reportgen %*
