# Tools for Active Directory and Group Policy. Windows Server carries them, so nothing is loaded from outside.
$ErrorActionPreference = 'Stop'
Install-WindowsFeature -Name @('RSAT-AD-PowerShell', 'RSAT-ADDS-Tools', 'GPMC') | Out-Null
