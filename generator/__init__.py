"""evidencemap: AWS evidence for PCI DSS, HIPAA, SOC 2 and GDPR, traceable to the API call."""

__version__ = "0.1.0"
