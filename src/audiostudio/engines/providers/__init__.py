"""Voices of companies that speak over the network, behind one protocol; nothing is sent without the operator's key."""
